import type { OrderPresence } from "@freightwire/client";
import { useDesk, useDeskStore } from "@freightwire/react";
import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";

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
  return (orderId) => client.presence.of(orderId).filter((user) => user.userId !== me);
}

/** Puts the title of the page into the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Freightwire` : "Freightwire";
  }, [title]);
}
