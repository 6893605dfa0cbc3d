/**
 * How sure a value that was read must be before nobody needs to look at it: the organisation's thresholds, as the orders
 * service judges by them when it lets an order pass without a person.
 */

import type { Order, Thresholds } from "@freightwire/client";
import { isList, itemsOf, valueAt } from "./model.js";

/** `low` is below the threshold where a wrong value sends money, a truck or a declaration astray; `medium` is below it elsewhere. */
export type Level = "high" | "medium" | "low";

/** `stops.0190f0c2.city` and `stops.0.city` are of the field `stops.*.city`. */
export function fieldOf(path: string): string {
  const [first, , ...rest] = path.split(".");
  return isList(first) && rest.length > 0 ? [first, "*", ...rest].join(".") : path;
}

/** The least confidence, 0 to 1. */
export function leastOf({ least }: Thresholds, path: string): number {
  return least[fieldOf(path)] ?? least["*"] ?? 1;
}

/** Undefined as long as nobody has said how sure is sure. */
export function levelOf(thresholds: Thresholds | null, path: string, confidence: number): Level | undefined {
  if (!thresholds) return undefined;
  if (confidence >= leastOf(thresholds, path)) return "high";
  return thresholds.critical.includes(fieldOf(path)) ? "low" : "medium";
}

/** Rounded down, so that nothing below a threshold looks as if it reached it. */
export function percentOf(share: number): number {
  return Math.floor(share * 100 + 1e-6);
}

export interface Unsure {
  /** Stable. */
  path: string;
  level: Exclude<Level, "high">;
  confidence: number;
}

/** As the page has them. */
const PLACES = ["client", "reference", "issuedOn", "carrier", "stops", "goods", "totals", "temperature", "sale", "purchase", "vehicle", "uit"];

/** The values of an order that a document gave with less confidence than it takes: the critical ones first, then as the page has them. */
export function unsureOf({ data, sources }: Pick<Order, "data" | "sources">, thresholds: Thresholds | null): Unsure[] {
  const found = Object.entries(sources ?? {}).flatMap(([path, { source, confidence }]): Unsure[] => {
    const level = source === "document" ? levelOf(thresholds, path, confidence) : "high";
    if (level === undefined || level === "high" || isList(path) || valueAt(data, path) === undefined) return [];
    return [{ path, level, confidence }];
  });
  const place = ({ path, level }: Unsure): number[] => {
    const [first = "", id] = path.split(".");
    const item = isList(first) ? itemsOf(data, first).findIndex((one) => one.id === id) : 0;
    const section = PLACES.indexOf(first);
    return [level === "low" ? 0 : 1, section < 0 ? PLACES.length : section, item];
  };
  return found
    .map((one) => ({ one, at: place(one) }))
    .sort((a, b) => a.at.map((value, index) => value - (b.at[index] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ one }) => one);
}
