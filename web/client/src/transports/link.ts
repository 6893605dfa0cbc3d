/** What a connection is to the client, whatever carries it. */

import type { LinkEnd } from "../connection/closing.js";
import type { Environment } from "../environment.js";
import type { AnyPush, PresenceSnapshot, Reset, Resumption, TransportName, User } from "../protocol.js";

export interface OpenRequest {
  token: string;
  /** Where the client stands; absent at the first time. */
  cursor: string | undefined;
  bindings: string[];
  /** The client's name and version. */
  client: string;
  /** Pushes come in bunches, at most that often; 0 for at once. */
  flushMs: number;
}

export interface LinkOpened extends Resumption, PresenceSnapshot {
  user?: User;
  /** Seconds that the token is still good for, where the gateway said so. */
  expiresIn?: number;
  /** Milliseconds; the longest silence of a link that lives. */
  quietMs: number;
  /** Bindings that were refused, with the reason; the others stand. */
  refused: { binding: string; reason: string }[];
}

/** What a link tells. After `ended` it tells nothing more; `close` by the client is not answered by `ended`. */
export interface LinkListener {
  opened(info: LinkOpened): void;
  /** Any sign of life. */
  heard(): void;
  push(push: AnyPush): void;
  /** The client stands here now. */
  cursor(cursor: string): void;
  /** A new start without the promise that nothing is missing. */
  reset(reset: Pick<Reset, "cursor"> & { reason: string }): void;
  drain(withinMs: number): void;
  queueClosed(queue: string, reason: string): void;
  ended(end: LinkEnd): void;
}

/** A reply to a command, or the refusal. */
export type Reply = { name: string; body: Record<string, unknown> };

export interface Link {
  /**
   * Send a command and wait for its reply. Absent where the transport takes no commands.
   *
   * @throws CommandRefused by the gateway.
   * @throws LinkLost when the connection ended first.
   */
  command?: (name: string, body: Record<string, unknown>) => Promise<Reply>;
  close(): void;
}

export type OpenLink = (request: OpenRequest, listener: LinkListener) => Link;
export type Transports = Partial<Record<TransportName, OpenLink>>;

export interface TransportOptions {
  environment: Environment;
  /** `https://…` or `http://…`, without `/v1`. */
  gatewayUrl: string;
  /** The orders service, for plain polling. */
  ordersUrl: string | undefined;
}

/** The gateway refused a command. */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly code: string;
  readonly isRetryable: boolean;

  constructor(code: string, message: string, isRetryable: boolean) {
    super(message);
    this.code = code;
    this.isRetryable = isRetryable;
  }
}

/** The connection ended before the reply: whether the command was carried out is not known. */
export class LinkLost extends Error {
  override readonly name = "LinkLost";
}
