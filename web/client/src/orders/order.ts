/** An order as the REST interface shows it: whole, or as one of a list. */

import type { components } from "../rest/generated.js";
import type { JsonObject } from "./json.js";

export type OrderSummary = components["schemas"]["OrderSummary"];
export type OrderOut = components["schemas"]["OrderOut"];
export type OrderStatus = components["schemas"]["OrderStatus"];
export type OrderData = OrderSummary["data"];
/** What a list shows, with what only a whole order has where it was read whole. */
export type Order = OrderSummary & Partial<Omit<OrderOut, keyof OrderSummary>>;
/** A merge patch (RFC 7396) of an order's data: null removes. */
export type OrderPatch = JsonObject;

/** The states that an order does not leave any more. */
export const ENDED: ReadonlySet<OrderStatus> = new Set(["closed", "rejected", "cancelled"]);
