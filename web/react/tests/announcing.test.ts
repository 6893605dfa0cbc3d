import type { Announcement } from "@freightwire/client";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { announcementOf, currentOf, withAnnouncement, type Announced } from "../src/store/announcing.js";

const PHASES = ["announced", "soon", "started", "over"] as const;
const NOON = Date.parse("2026-11-25T12:00:00Z");
const work = (part: Partial<Announcement> = {}): Announcement => ({
  id: "a", message: { ro: "r", en: "e" }, beginsAt: "2026-11-25T13:00:00Z", endsAt: "2026-11-25T14:00:00Z", phase: "announced", ...part,
});
const knowing = (...told: Announcement[]): Announced => told.reduce<Announced>(withAnnouncement, new Map());

describe("announced work", () => {
  test("ends in its furthest phase, in whatever order answers and events come, and however often", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PHASES), { minLength: 1 }), (phases) => {
        const [last] = knowing(...phases.map((phase) => work({ phase }))).values();
        expect(last?.phase).toBe(PHASES.filter((phase) => phases.includes(phase)).at(-1));
      }),
    );
  });

  test("is shown until its end, the next first", () => {
    const known = knowing(work({ id: "later", beginsAt: "2026-11-26T08:00:00Z", endsAt: null }), work());
    expect(currentOf(known, NOON).map((one) => one.id)).toEqual(["a", "later"]);
    expect(currentOf(known, Date.parse("2026-11-25T14:00:00Z")).map((one) => one.id)).toEqual(["later"]);
  });

  test.each(["over", "cancelled"] as const)("is not brought up again by an older answer once it is %s", (phase) => {
    expect(currentOf(knowing(work(), work({ phase }), work()), NOON)).toEqual([]);
  });

  test("is read from its event; one without an id is nothing to keep", () => {
    const data = { announcementId: "a", message: work().message, scheduledTime: work().beginsAt, until: null, timestamp: "" };
    expect(announcementOf(data)).toEqual(work({ endsAt: null }));
    expect(announcementOf({ ...data, announcementId: null })).toBeUndefined();
  });
});
