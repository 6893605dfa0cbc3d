/** Fields and their values as people call them, where they stand outside of the order's form. */

import type { OrderData } from "@freightwire/client";
import { isList, itemsOf, labelOf, typed, type FieldType } from "./model.js";

type Translate = (key: string, values?: Record<string, unknown>) => string;

/**
 * What a field is called where its section does not stand above it: `Unloading 2 · City`.
 *
 * @param path stable, or with an item's index in place of its id.
 */
export function nameOf(path: string, data: OrderData, t: Translate): string {
  const [first = "", second = ""] = path.split(".");
  const name = t(`field.${labelOf(path)}`, { defaultValue: t(`order.${path}`, { defaultValue: labelOf(path) }) });
  if (!path.includes(".")) return name;
  return `${isList(first) ? itemName(first, second, data, t) : t(`order.${first}`, { defaultValue: first })} · ${name}`;
}

function itemName(list: "stops" | "goods", name: string, data: OrderData, t: Translate): string {
  const items = itemsOf(data, list);
  const byId = items.findIndex((item) => item.id === name);
  const index = byId < 0 && /^\d{1,3}$/.test(name) ? Number(name) : byId;
  const kind = list === "stops" ? items[index]?.["kind"] : undefined;
  const what = typeof kind === "string" ? t(`stop.${kind}`) : t(`order.${list}`);
  return index < 0 ? what : `${what} ${String(index + 1)}`;
}

const TYPES: Record<string, FieldType> = { date: "date", issuedOn: "date", timeFrom: "time", timeTo: "time" };

/** A field's value, as its form shows it. */
export function valueText(path: string, value: unknown, t: Translate, locale: string): string {
  const label = labelOf(path);
  if (label === "kind" && typeof value === "string") return t(`stop.${value}`, { defaultValue: value });
  if (typeof value === "boolean") return t(value ? "field.yes" : "field.no");
  return typed(value, typeof value === "number" ? "number" : (TYPES[label] ?? "text"), locale);
}
