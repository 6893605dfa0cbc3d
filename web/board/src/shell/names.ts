/** What people are called, by their ids: events and orders have only those. Learnt from who is seen in an order. */

import { useDesk } from "@freightwire/react";
import { useEffect } from "react";
import { create } from "zustand";
import { NAMES_KEY as KEY, useSession } from "../session/session.js";

const LIMIT = 500;

type Names = Readonly<Record<string, string>>;

const useStore = create<{ names: Names; learn: (met: Names) => void }>((set, get) => ({
  names: JSON.parse(localStorage.getItem(KEY) ?? "{}") as Names,
  learn: (met) => {
    const { names } = get();
    if (Object.entries(met).every(([id, name]) => names[id] === name)) return;
    const after = Object.fromEntries(Object.entries({ ...names, ...met }).slice(-LIMIT));
    localStorage.setItem(KEY, JSON.stringify(after));
    set({ names: after });
  },
}));

/** All who are known; somebody who is not is called by their id. */
export function useNames(): Names {
  return useStore((store) => store.names);
}

/** Keeps what is learnt, while the page is there. */
export function Names() {
  const { client } = useDesk();
  const learn = useStore((store) => store.learn);
  const session = useSession((store) => store.session);
  useEffect(() => {
    if (session) learn({ [session.user]: session.name });
    return client.on("presence", ({ orderId }) => {
      learn(Object.fromEntries(client.presence.of(orderId).map(({ userId, username }) => [userId, username])));
    });
  }, [client, learn, session]);
  return null;
}
