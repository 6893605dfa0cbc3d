/** What goes into the connection's state machine and what comes out of it. */

import type { NetworkSignal } from "../environment.js";
import type { TransportName } from "../protocol.js";
import type { LinkEnd } from "./closing.js";

/** One attempt to connect, and the connection that it became. Numbers are never used again. */
export type LinkId = number;

export type ConnectionStatus =
  /** The first attempt. */
  | "connecting"
  /** Live over a WebSocket. */
  | "connected"
  /** Lost, and being sought again. */
  | "reconnecting"
  /** Live over something slower; a WebSocket is tried meanwhile. */
  | "fallback"
  /** The browser has no network. */
  | "offline"
  /** Stopped, by the application or for good by the gateway: see `problem`. */
  | "closed";

export interface ConnectionState {
  status: ConnectionStatus;
  /** Over what; null while there is no connection. */
  transport: TransportName | null;
  /** Attempts that have failed in a row. */
  failures: number;
  /** When the next attempt is made, on the environment's clock; null where none waits. */
  retryAt: number | null;
  /** Why the last connection or attempt ended; null once one has opened. */
  problem: LinkEnd | null;
}

export function isSameState(one: ConnectionState, other: ConnectionState): boolean {
  return (Object.keys(one) as (keyof ConnectionState)[]).every((name) => one[name] === other[name]);
}

/** What happens on one link. */
export type LinkInput =
  /** `quietMs`: the longest silence of a connection that lives. */
  | { type: "opened"; link: LinkId; quietMs: number }
  /** Anything came. */
  | { type: "heard"; link: LinkId }
  | { type: "ended"; link: LinkId; end: LinkEnd }
  | { type: "drain"; link: LinkId; withinMs: number };

export type Input =
  | LinkInput
  | { type: "start" }
  | { type: "stop" }
  | { type: "signal"; signal: NetworkSignal }
  /** What was asked of the connection can only be had by a new one. */
  | { type: "replace" }
  | { type: "timer"; name: string };

export type Effect =
  | { type: "open"; link: LinkId; transport: TransportName; renewToken: boolean }
  | { type: "close"; link: LinkId }
  /** From now on this is the connection: its cursor counts, and commands go to it. */
  | { type: "adopt"; link: LinkId }
  /** Ask something, so that an answer comes. */
  | { type: "verify"; link: LinkId }
  | { type: "timer"; name: string; ms: number }
  | { type: "cancel"; name: string }
  | { type: "state"; state: ConnectionState };
