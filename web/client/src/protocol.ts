/** The wire, version 1: what client and gateway say to each other (docs/protocol.md). */

import type { EventData } from "./events/generated.js";

export const SUBPROTOCOL = "freightwire.v1+json";

export type TransportName = "websocket" | "sse" | "longpoll" | "rest";

/** One event. `data` is typed by `event` where the event is known to this client. */
export interface PushOf<Name extends string, Data> {
  event: Name;
  /** The same when the event comes again. */
  id: string;
  /** Where the reader stands once it has taken the event; absent in what comes from a durable queue. */
  cursor?: string;
  /** Routing key, relative to the organisation. */
  key: string;
  /** The order's own sequence without gaps; absent where the event belongs to no order. */
  version?: number;
  /** When it was made, ISO 8601 in UTC. */
  time: string;
  trace?: string;
  data: Data;
  queue?: string;
  tag?: number;
  redelivered?: boolean;
}

export type EventName = keyof EventData;
export type Push = { [Name in EventName]: PushOf<Name, EventData[Name]> }[EventName];
export type PushNamed<Name extends EventName> = Extract<Push, { event: Name }>;
/** As it comes: perhaps newer than this client. */
export type AnyPush = PushOf<string, Record<string, unknown>>;

export interface User {
  id: string;
  name: string;
  org: string;
  roles: string[];
}

/** Why a cursor could not be resumed from. */
export type ResumeFailure = "too_old" | "epoch" | "limit" | "ahead" | "malformed";

export interface Resumption {
  cursor: string;
  /** true: no hole; false: load the state over REST; null: no cursor was given. */
  resumed: boolean | null;
  replayed: number;
  reason?: ResumeFailure;
}

export interface Connected extends Resumption, PresenceSnapshot {
  session: string;
  node: string;
  user: User;
  /** Seconds. */
  pingInterval: number;
  /** Seconds that the token is still good for. */
  expiresIn: number;
}

/** One person in one order, as replies tell it. */
export interface Present {
  orderId: string;
  userId: string;
  username: string;
  state: "viewing" | "editing";
  /** Only of somebody who edits one. */
  field?: string;
}

export interface PresenceSnapshot {
  /** Everybody in the orders that the bindings bring. */
  presence?: Present[];
  /** There were more than a reply holds. */
  presenceTruncated?: boolean;
}

export interface Subscribed extends Resumption, PresenceSnapshot {
  bindings: string[];
}

export interface Refreshed {
  expiresIn: number;
  /** With `queue`: taken off that durable queue, not off the live subscription. */
  dropped: { binding: string; reason: string; queue?: string }[];
}

export interface Opened {
  queue: string;
  pending: number;
}

export interface Refusal {
  code: string;
  message: string;
  retryable: boolean;
}

export interface Reset {
  reason: "broker" | "overrun";
  cursor: string;
  bindings: string[];
}

/** Everything that the gateway may say; what is none of these is left alone. */
export type Said =
  | { kind: "push"; push: AnyPush }
  | { kind: "reply"; id: number; name: string; body: Record<string, unknown> }
  | { kind: "ping"; cursor: string | undefined }
  | { kind: "reset"; reset: Reset }
  | { kind: "drain"; withinMs: number }
  | { kind: "queueClosed"; queue: string; reason: string }
  | { kind: "unknown" };

/**
 * Sort a message of the gateway by what it is.
 *
 * @throws SyntaxError where the text is not JSON.
 */
export function read(text: string): Said {
  return sort(JSON.parse(text) as unknown);
}

export function sort(message: unknown): Said {
  if (!isObject(message)) return { kind: "unknown" };
  if (typeof message["event"] === "string" && isObject(message["data"])) {
    return { kind: "push", push: message as unknown as AnyPush };
  }
  return typeof message["id"] === "number" ? reply(message["id"], message) : notice(message);
}

function reply(id: number, message: Record<string, unknown>): Said {
  const name = Object.keys(message).find((key) => key !== "id");
  const body = name === undefined ? undefined : message[name];
  return name !== undefined && isObject(body) ? { kind: "reply", id, name, body } : { kind: "unknown" };
}

function notice({ ping, reset, drain, closed }: Record<string, unknown>): Said {
  if (isObject(ping)) return { kind: "ping", cursor: text(ping["cursor"]) };
  if (isObject(reset)) return { kind: "reset", reset: reset as unknown as Reset };
  if (isObject(drain)) return { kind: "drain", withinMs: Number(drain["withinMs"]) || 0 };
  if (isObject(closed)) {
    return { kind: "queueClosed", queue: String(closed["queue"]), reason: String(closed["reason"]) };
  }
  return { kind: "unknown" };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
