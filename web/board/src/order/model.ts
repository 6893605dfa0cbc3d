/**
 * Fields of an order by their paths. A list item is named by its id, not by where it stands: `stops.0190f0c2.city`.
 * What the reader says of documents has indices instead: `stops.0.city`.
 */

import type { OrderData, OrderPatch } from "@freightwire/client";

export const LISTS = ["stops", "goods"] as const;
export type ListName = (typeof LISTS)[number];
export type FieldType = "text" | "number" | "date" | "time" | "choice" | "long" | "flag";
type Item = Record<string, unknown> & { id?: string | null };

export function isList(name: string | undefined): name is ListName {
  return name === "stops" || name === "goods";
}

export function itemsOf(data: OrderData, list: ListName): Item[] {
  return (data[list] ?? []);
}

export function valueAt(data: OrderData, path: string): unknown {
  const [first = "", second = "", third = ""] = path.split(".");
  if (isList(first)) return itemsOf(data, first).find((item) => item.id === second)?.[third] ?? undefined;
  const value = (data as Record<string, unknown>)[first];
  if (second === "") return value ?? undefined;
  return (value as Record<string, unknown> | undefined)?.[second] ?? undefined;
}

/** The merge patch that sets one field; undefined empties it. A list is sent as a whole: the service merges it by ids. */
export function patchFor(data: OrderData, path: string, value: unknown): OrderPatch {
  const [first = "", second = "", third = ""] = path.split(".");
  if (isList(first)) {
    return { [first]: itemsOf(data, first).map((item) => (item.id === second ? withField(item, third, value) : item)) };
  }
  return second === "" ? { [first]: value ?? null } : { [first]: { [second]: value ?? null } };
}

function withField(item: Item, name: string, value: unknown): Item {
  const after = Object.fromEntries(Object.entries(item).filter(([key, old]) => key !== name && old !== null)) as Item;
  return value === undefined ? after : { ...after, [name]: value };
}

/** One patch of several, each for one field. */
export function patchForAll(data: OrderData, values: readonly [path: string, value: unknown][]): OrderPatch {
  let patched = data;
  let patch: OrderPatch = {};
  for (const [path, value] of values) {
    const part = patchFor(patched, path, value);
    const [name = ""] = Object.keys(part);
    const before = patch[name];
    const isNested = typeof before === "object" && before !== null && !Array.isArray(before) && !isList(name);
    patch = { ...patch, [name]: isNested ? { ...before, ...(part[name] as object) } : part[name] };
    if (isList(name)) patched = { ...patched, [name]: part[name] };
  }
  return patch;
}

export function withItem(data: OrderData, list: ListName, item: Record<string, unknown>): OrderPatch {
  return { [list]: [...itemsOf(data, list), item] };
}

export function withoutItem(data: OrderData, list: ListName, id: string): OrderPatch {
  return { [list]: itemsOf(data, list).filter((item) => item.id !== id) };
}

/** A document's path as one of the order: by the item that stands there. */
export function stablePath(data: OrderData, path: string): string {
  const [first, second = "", ...rest] = path.split(".");
  if (!isList(first) || !/^\d+$/.test(second)) return path;
  const id = itemsOf(data, first)[Number(second)]?.id;
  return id ? [first, id, ...rest].join(".") : path;
}

/** The last name in a path, which labels the field; of a list as a whole, the list's. */
export function labelOf(path: string): string {
  const names = path.split(".");
  return names.at(-1) ?? path;
}

/** What a person typed as a value; `{ ok: false }` where it is none of that type. Empty is undefined. */
export function parsed(text: string, type: FieldType): { ok: true; value: unknown } | { ok: false } {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: true, value: undefined };
  if (type === "time") return result(timeOf(trimmed));
  if (type === "date") return result(dateOf(trimmed, new Date().getFullYear()));
  if (type === "flag") return { ok: true, value: trimmed === "true" };
  if (type !== "number") return { ok: true, value: trimmed };
  const number = Number(plain(trimmed));
  return Number.isFinite(number) ? { ok: true, value: number } : { ok: false };
}

function result(value: string | undefined): { ok: true; value: unknown } | { ok: false } {
  return value === undefined ? { ok: false } : { ok: true, value };
}

/** `7`, `7:30`, `0730` or `07:30` as `07:30:00`. */
export function timeOf(text: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?$/.exec(text);
  const [hour, minute] = [Number(found?.[1] ?? NaN), Number(found?.[2] ?? 0)];
  if (!(hour < 24 && minute < 60)) return undefined;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00`;
}

/** `23.11.2026`, `23/11/26`, `23.11` (of this year) or `2026-11-23` as `2026-11-23`. */
export function dateOf(text: string, thisYear: number): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const day = iso ? [iso[3], iso[2], iso[1]] : /^(\d{1,2})[./\s-](\d{1,2})(?:[./\s-](\d{4}|\d{2}))?\.?$/.exec(text)?.slice(1);
  if (!day) return undefined;
  const [date, month] = [Number(day[0]), Number(day[1])];
  const year = day[2] === undefined ? thisYear : day[2].length === 2 ? 2000 + Number(day[2]) : Number(day[2]);
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date ? found.toISOString().slice(0, 10) : undefined;
}

/** `12.600,5`, `12,600.5` and `12 600.5` are the same number. The last mark is the decimal one, unless three digits follow it
 * and no other mark stands before it. */
function plain(text: string): string {
  const compact = text.replace(/[\s\u00a0']/g, "");
  const last = Math.max(compact.lastIndexOf(","), compact.lastIndexOf("."));
  if (last < 0) return compact;
  const mark = compact[last] ?? "";
  const digits = compact.slice(last + 1);
  const marks = compact.match(/[.,]/g)?.length ?? 0;
  const isGrouping = digits.length === 3 && (marks === 1 || compact.slice(0, last).includes(mark)) && !compact.startsWith("0");
  return isGrouping ? compact.replace(/[.,]/g, "") : `${compact.slice(0, last).replace(/[.,]/g, "")}.${digits}`;
}

/** A value as it is typed. */
export function typed(value: unknown, type: FieldType, locale: string): string {
  if (typeof value === "number") return new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  if (type === "time") return value.slice(0, 5);
  return type === "date" ? typedDate(value, locale) : value;
}

function typedDate(value: string, locale: string): string {
  const [year = "", month = "", day] = value.split("-");
  return day === undefined ? value : [day, month, year].join(locale.startsWith("ro") ? "." : "/");
}
