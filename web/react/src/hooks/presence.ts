import type { OrderPresence } from "@freightwire/client";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useDesk, useDeskStore } from "../provider.js";

export interface PresenceHook {
  /** Everybody else who has the order open; the same array as long as nothing changes. */
  others: OrderPresence;
  /** This user is in a field, or in none (null). */
  edit: (field: string | null) => void;
}

const NOBODY: OrderPresence = [];

/** Who has the order open. With `announce` this user counts as being there, while the component is there. */
export function usePresence(orderId: string, { announce = true } = {}): PresenceHook {
  const { client } = useDesk();
  const me = useDeskStore((store) => store.user?.id);
  useEffect(() => {
    if (!announce) return;
    client.presence.enter(orderId);
    return () => {
      client.presence.leave(orderId);
    };
  }, [client, orderId, announce]);
  const subscribe = useCallback(
    (onChange: () => void) =>
      client.on("presence", (change) => {
        if (change.orderId === orderId) onChange();
      }),
    [client, orderId],
  );
  const all = useSyncExternalStore(subscribe, () => client.presence.of(orderId));
  const edit = useCallback(
    (field: string | null) => {
      client.presence.enter(orderId, field ?? undefined);
    },
    [client, orderId],
  );
  const others = all.some((user) => user.userId !== me) ? all.filter((user) => user.userId !== me) : NOBODY;
  return { others, edit };
}
