/** What the board shows: in the address, so that it survives a reload and can be sent to a colleague. */

import type { Order, OrderStatus } from "@freightwire/client";
import { ACTIVE_STATUSES } from "@freightwire/react";

export type View = "table" | "kanban";

export interface Filters {
  q: string;
  status: OrderStatus[];
  mine: boolean;
  attention: boolean;
  view: View;
  /** Column and direction; null: newest first. */
  sort: { column: string; descending: boolean } | null;
}

export function filtersOf(params: URLSearchParams): Filters {
  const wanted = new Set(params.get("status")?.split(",") ?? []);
  const sort = params.get("sort");
  return {
    q: params.get("q") ?? "",
    status: ACTIVE_STATUSES.filter((status) => wanted.has(status)),
    mine: params.get("mine") === "1",
    attention: params.get("attention") === "1",
    view: params.get("view") === "kanban" ? "kanban" : "table",
    sort: sort ? { column: sort.replace(/^-/, ""), descending: sort.startsWith("-") } : null,
  };
}

export function paramsOf(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  if (filters.q) params.set("q", filters.q);
  if (filters.status.length > 0) params.set("status", filters.status.join(","));
  if (filters.mine) params.set("mine", "1");
  if (filters.attention) params.set("attention", "1");
  if (filters.view !== "table") params.set("view", filters.view);
  if (filters.sort) params.set("sort", `${filters.sort.descending ? "-" : ""}${filters.sort.column}`);
  return params;
}

export function isFiltered({ q, status, mine, attention }: Filters): boolean {
  return q !== "" || status.length > 0 || mine || attention;
}

/** Without case and marks: who types `chiris` finds Chiriș. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function needsAttention(order: Order): boolean {
  return order.status === "needs_review" || Boolean(order.hold) || Boolean(order.problem);
}

function textOf({ number, data }: Order): string {
  const { reference, client, carrier, vehicle, uit, stops } = data;
  const places = (stops ?? []).flatMap((stop) => [stop.city, stop.company, stop.postcode]);
  return folded([number, reference, client?.name, carrier?.name, vehicle?.truckPlate, vehicle?.trailerPlate, uit, ...places].filter(Boolean).join(" "));
}

/** Every word must be there, wherever. */
export function isFound(order: Order, q: string): boolean {
  const words = folded(q).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = textOf(order);
  return words.every((word) => text.includes(word));
}

/** All but the status: what the counts on the status chips are of. */
export function isWanted(order: Order, filters: Filters, me: string | undefined): boolean {
  if (filters.mine && order.assignee !== me && order.createdBy !== me) return false;
  if (filters.attention && !needsAttention(order)) return false;
  return isFound(order, filters.q);
}
