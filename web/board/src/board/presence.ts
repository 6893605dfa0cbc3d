import type { OrderPresence } from "@freightwire/client";
import { useDesk, useDeskStore } from "@freightwire/react";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";

const NOBODY: OrderPresence = [];

/** Who else is in which order, for a whole list. */
export function usePresenceOf(): (orderId: string) => OrderPresence {
  const { client } = useDesk();
  const me = useDeskStore((store) => store.user?.id);
  const version = useRef(0);
  const subscribe = useCallback(
    (changed: () => void) =>
      client.on("presence", () => {
        version.current += 1;
        changed();
      }),
    [client],
  );
  useSyncExternalStore(subscribe, () => version.current);
  const others = useRef(new WeakMap<OrderPresence, OrderPresence>());
  // The same array as long as nothing changes, so that a card that shows it need not be drawn again.
  return useCallback(
    (orderId) => {
      const all = client.presence.of(orderId);
      if (all.length === 0) return NOBODY;
      const found = others.current.get(all) ?? all.filter((user) => user.userId !== me);
      others.current.set(all, found);
      return found;
    },
    [client, me],
  );
}

/** Puts the title of the page into the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Freightwire` : "Freightwire";
  }, [title]);
}
