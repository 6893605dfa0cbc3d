import type { Announcement } from "@freightwire/client";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useDesk } from "../provider.js";
import { announcementOf, currentOf, withAnnouncement, type Announced } from "../store/announcing.js";
import { useEvent } from "./connection.js";

/**
 * Work on the system that is announced or under way: also what was announced before the page was opened. Bind `system.#` to
 * hear of what comes.
 *
 * @param now milliseconds: what has ended by then is left out.
 */
export function useAnnouncements(now: number): Announcement[] {
  const { client, notifications: api } = useDesk();
  const [known, setKnown] = useState<Announced>(new Map());
  const load = useCallback(async () => {
    const { items } = (await api?.announcements()) ?? { items: [] };
    setKnown((before) => items.reduce(withAnnouncement, before));
  }, [api]);
  useEffect(() => {
    // What fails is asked for again with the next connection; meanwhile events tell of what is new.
    const ask = () => void load().catch(() => undefined);
    ask();
    return client.on("resync", ask);
  }, [client, load]);
  useEvent("system:maintenance", ({ data }) => {
    const told = announcementOf(data);
    if (told) setKnown((before) => withAnnouncement(before, told));
  });
  return useMemo(() => currentOf(known, now), [known, now]);
}
