/** Where an order on the board can be moved: to the columns that one of its steps leads to. */

import type { OrderStatus, OrdersSchemas } from "@freightwire/client";
import { isElsewhere, isOfStop, leadsTo, type Transition } from "../order/transitions.js";

type Said = OrdersSchemas["schemas"]["Text"];

export interface Destination {
  status: OrderStatus;
  /** What can be done to get there; with several the person says which. */
  steps: Transition[];
  /** Steps that would lead there, but for something. */
  blocked: Transition[];
  /** It is got to by reporting the order's stops. */
  byStops: boolean;
}

/** One for each column but the order's own. */
export function destinationsOf(from: OrderStatus, transitions: readonly Transition[], columns: readonly OrderStatus[]): Destination[] {
  const here = transitions.filter((one) => !isElsewhere(one));
  return columns
    .filter((status) => status !== from)
    .map((status) => {
      const leading = here.filter((one) => !isOfStop(one) && leadsTo(one) === status);
      return {
        status,
        steps: leading.filter((one) => one.allowed),
        blocked: leading.filter((one) => !one.allowed),
        byStops: here.some((one) => isOfStop(one) && one.targets.includes(status)),
      };
    });
}

/** What is in the way, each reason once. */
export function reasonsOf({ blocked }: Destination): Said[] {
  const byCode = new Map(blocked.flatMap((step) => step.whyNot.map((one) => [one.code, one.message] as const)));
  return [...byCode.values()];
}

/** Which card is next to `current` in a direction; the first one where none is current. */
export function neighbour(lanes: readonly (readonly string[])[], current: string | null, key: string): string | null {
  const column = lanes.findIndex((lane) => current !== null && lane.includes(current));
  if (column < 0) return lanes.find((lane) => lane.length > 0)?.[0] ?? null;
  const lane = lanes[column] ?? [];
  const row = lane.indexOf(current ?? "");
  const [dx, dy] = DIRECTIONS[key] ?? [0, 0];
  if (dy !== 0) return nearest(lane, row + dy);
  const before = dx < 0 ? lanes.slice(0, column).reverse() : [];
  const [beside] = [...before, ...(dx > 0 ? lanes.slice(column + 1) : [])].filter((one) => one.length > 0);
  return beside ? nearest(beside, row) : current;
}

function nearest(lane: readonly string[], row: number): string | null {
  return lane[Math.min(lane.length - 1, Math.max(0, row))] ?? null;
}

export const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  h: [-1, 0], ArrowLeft: [-1, 0], l: [1, 0], ArrowRight: [1, 0], k: [0, -1], ArrowUp: [0, -1], j: [0, 1], ArrowDown: [0, 1],
};
