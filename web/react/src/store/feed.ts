/** The latest events about orders, for "what is new". */

import type { Push } from "@freightwire/client";
import type { OrderUpdate } from "./state.js";

const LIMIT = 200;
const KEEP_MS = 15 * 60_000;

/** An event in a few words; undefined where it is not about an order, or only of passing interest. */
export function updateOf(push: Push, at: number, isOwn: boolean): OrderUpdate | undefined {
  if (!push.event.startsWith("order:") || push.event === "order:ai_processing") return undefined;
  const data = push.data as { orderId: string; userId?: string | null; changes?: Record<string, unknown> };
  return {
    id: push.id,
    orderId: data.orderId,
    event: push.event,
    version: push.version ?? null,
    at,
    userId: data.userId ?? null,
    fields: data.changes ? pathsOf(data.changes) : [],
    isOwn,
  };
}

/** The feed with a new entry, without what is old or too much. */
export function withUpdate(feed: readonly OrderUpdate[], update: OrderUpdate): OrderUpdate[] {
  return recent([...feed, update], update.at);
}

export function recent(feed: readonly OrderUpdate[], now: number): OrderUpdate[] {
  return feed.slice(-LIMIT).filter((update) => now - update.at < KEEP_MS);
}

function pathsOf(patch: Record<string, unknown>, prefix = ""): string[] {
  return Object.entries(patch).flatMap(([name, value]) => {
    const path = prefix + name;
    const isPart = typeof value === "object" && value !== null && !Array.isArray(value);
    return isPart ? pathsOf(value as Record<string, unknown>, `${path}.`) : [path];
  });
}
