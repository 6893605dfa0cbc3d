/** Compares the page's copies with the server's: what differs at the same version is a defect, and is counted. */

import { isSameJson, type Order, type OrderSummary } from "@freightwire/client";
import type { Drift } from "./state.js";

const LAST = 20;

/** Names of the members in which a copy differs from what a list shows at the same version. */
export function differences(copy: Order, listed: OrderSummary): string[] {
  if (copy.version !== listed.version) return [];
  const names = new Set([...Object.keys(listed)] as (keyof OrderSummary)[]);
  return [...names].filter((name) => !isSameJson(orNothing(copy[name]), orNothing(listed[name])));
}

export function drifted(drift: Drift, orderId: string, kind: Drift["last"][number]["kind"], at: number, fields: string[] = []): Drift {
  return { ...drift, found: drift.found + 1, last: [...drift.last, { orderId, kind, fields, at }].slice(-LAST) };
}

function orNothing(value: unknown): unknown {
  return value === null ? undefined : value;
}
