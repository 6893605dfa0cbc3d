/** The first commands of a WebSocket: `connect`, and what to do where a binding is refused. */

import type { Connected, Subscribed } from "../protocol.js";
import { CommandRefused, type Link, type LinkOpened, type OpenRequest } from "./link.js";

type Command = NonNullable<Link["command"]>;

/** Refusals of `connect` that are about its bindings. */
const ABOUT_BINDINGS = new Set(["forbidden", "bad_request", "limit"]);
/** Beyond the ping interval, how late a ping may be. */
const PING_GRACE_MS = 10_000;

/**
 * Connect, resuming from the cursor. A command takes all bindings or none, so where one is refused they are asked for one
 * by one, each from the same cursor, and the refused ones are named.
 *
 * @throws CommandRefused where the refusal is not about a binding.
 */
export async function connect(command: Command, request: OpenRequest): Promise<LinkOpened> {
  const { token, client, flushMs, cursor, bindings } = request;
  const hello = { token, client, flushMs };
  const place = cursor === undefined ? {} : { cursor };
  try {
    return opened((await command("connect", { ...hello, ...place, bindings })).body as unknown as Connected);
  } catch (error) {
    if (bindings.length === 0 || !isAboutBindings(error)) throw error;
  }
  const connected = (await command("connect", hello)).body as unknown as Connected;
  return oneByOne(command, request, opened(connected));
}

async function oneByOne(command: Command, { bindings, cursor }: OpenRequest, connected: LinkOpened): Promise<LinkOpened> {
  const from = cursor ?? connected.cursor;
  const result: LinkOpened = { ...connected, cursor: from, resumed: cursor === undefined ? null : true };
  for (const binding of bindings) {
    try {
      const reply = await command("subscribe", { bindings: [binding], cursor: from });
      const { resumed, reason, cursor: now, replayed, presence } = reply.body as unknown as Subscribed;
      result.replayed += replayed;
      result.presence = [...(result.presence ?? []), ...(presence ?? [])];
      if (resumed === false && cursor !== undefined) {
        Object.assign(result, { resumed: false, cursor: now, ...(reason ? { reason } : {}) });
      }
    } catch (error) {
      if (!isAboutBindings(error)) throw error;
      result.refused.push({ binding, reason: error.code });
    }
  }
  return result;
}

function isAboutBindings(error: unknown): error is CommandRefused {
  return error instanceof CommandRefused && ABOUT_BINDINGS.has(error.code);
}

function opened(connected: Connected): LinkOpened {
  return { ...connected, quietMs: connected.pingInterval * 1000 + PING_GRACE_MS, refused: [] };
}
