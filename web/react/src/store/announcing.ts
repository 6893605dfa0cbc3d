/** Announced work on the system: what was listed, and what is told of it meanwhile. */

import type { Announcement, EventData } from "@freightwire/client";

/** By id. Those that are over or were taken back stay, so that an older answer does not bring them up again. */
export type Announced = ReadonlyMap<string, Announcement>;

const RANKS: Record<Announcement["phase"], number> = { announced: 0, soon: 1, started: 2, over: 3, cancelled: 3 };
const LIMIT = 100;

/** With one more; what is known of it already and is further stays. */
export function withAnnouncement(known: Announced, told: Announcement): Announced {
  const before = known.get(told.id);
  if (before && RANKS[before.phase] >= RANKS[told.phase]) return known;
  const entries = [...known.entries()].filter(([id]) => id !== told.id);
  return new Map([...entries, [told.id, told] as const].slice(-LIMIT));
}

/** Of an event; undefined where it does not say which announcement it is about. */
export function announcementOf(data: EventData["system:maintenance"]): Announcement | undefined {
  const { announcementId, message, scheduledTime, until, phase } = data;
  if (!announcementId) return undefined;
  return { id: announcementId, message, beginsAt: scheduledTime, endsAt: until ?? null, phase: phase ?? "announced" };
}

/** What a person should know at `now` (milliseconds): under way or still to come, the next first. */
export function currentOf(known: Announced, now: number): Announcement[] {
  return [...known.values()]
    .filter(({ phase, endsAt }) => RANKS[phase] < RANKS.over && (endsAt == null || Date.parse(endsAt) > now))
    .sort((one, other) => Date.parse(one.beginsAt) - Date.parse(other.beginsAt));
}
