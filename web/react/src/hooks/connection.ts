import type { AnyPush, ConnectionStatus, EventName, PushNamed, TransportName, User } from "@freightwire/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useDesk, useDeskStore } from "../provider.js";

export interface ConnectionInfo {
  status: ConnectionStatus;
  isConnected: boolean;
  transport: TransportName | null;
  /** Why the last connection or attempt ended; null while connected. */
  problem: { code: number; reason: string } | null;
  /** When the next attempt is made (milliseconds); null where none waits. */
  retryAt: number | null;
  /** When what is shown was last known to be true (milliseconds); null before the first load. While live it is now. */
  freshAt: number | null;
}

export function useConnectionStatus(): ConnectionInfo {
  const { status, transport, problem, retryAt } = useDeskStore((store) => store.connection);
  const isConnected = useDeskStore((store) => store.isConnected);
  const freshAt = useDeskStore((store) => store.freshAt);
  return { status, isConnected, transport, problem, retryAt, freshAt };
}

export interface WebSocketHook {
  isConnected: boolean;
  connectionStatus: ConnectionStatus;
  user: User | null;
  /** Bind more than orders and this user's messages, until the returned function is called. */
  subscribe: (...bindings: string[]) => () => void;
}

/** The connection, whatever carries it just now. */
export function useWebSocket(): WebSocketHook {
  const { client } = useDesk();
  const isConnected = useDeskStore((store) => store.isConnected);
  const connectionStatus = useDeskStore((store) => store.connectionStatus);
  const user = useDeskStore((store) => store.user);
  const subscribe = useCallback(
    (...bindings: string[]) => {
      const subscription = client.subscribe(...bindings);
      return () => {
        subscription.unsubscribe();
      };
    },
    [client],
  );
  return { isConnected, connectionStatus, user, subscribe };
}

/** Calls `listener` for each event of this name, while the component is there. */
export function useEvent<Name extends EventName>(name: Name, listener: (push: PushNamed<Name>) => void): void {
  const { client } = useDesk();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () =>
      client.on(name, ((push: PushNamed<Name>) => {
        latest.current(push);
      }) as never),
    [client, name],
  );
}

/** The last event of this name that `matches`; null before there was one. */
export function useLatestEvent<Name extends EventName>(
  name: Name,
  matches: (push: PushNamed<Name>) => boolean,
): PushNamed<Name> | null {
  const [latest, setLatest] = useState<PushNamed<Name> | null>(null);
  useEvent(name, (push) => {
    if (matches(push)) setLatest(push);
  });
  return latest;
}

export type { AnyPush };
