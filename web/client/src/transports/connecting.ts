/** The first commands of a WebSocket: `connect`, and what to do where a binding is refused. */

import type { Connected, Resumption, Subscribed } from "../protocol.js";
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
  const hello = { token, client, flushMs, ...(cursor === undefined ? {} : { cursor }) };
  try {
    return opened((await command("connect", { ...hello, bindings })).body as unknown as Connected);
  } catch (error) {
    if (!(error instanceof CommandRefused) || !ABOUT_BINDINGS.has(error.code) || bindings.length === 0) throw error;
  }
  const connected = (await command("connect", { token, client, flushMs })).body as unknown as Connected;
  const result = opened(connected);
  const from = cursor ?? connected.cursor;
  const verdicts: Resumption[] = [];
  for (const binding of bindings) {
    try {
      const reply = await command("subscribe", { bindings: [binding], cursor: from });
      const subscribed = reply.body as unknown as Subscribed;
      verdicts.push(subscribed);
      result.presence = [...(result.presence ?? []), ...(subscribed.presence ?? [])];
    } catch (error) {
      if (!(error instanceof CommandRefused) || !ABOUT_BINDINGS.has(error.code)) throw error;
      result.refused.push({ binding, reason: error.code });
    }
  }
  const failed = verdicts.find((verdict) => verdict.resumed === false);
  return {
    ...result,
    cursor: failed?.cursor ?? from,
    resumed: cursor === undefined ? null : !failed,
    replayed: verdicts.reduce((sum, verdict) => sum + verdict.replayed, 0),
    ...(failed?.reason ? { reason: failed.reason } : {}),
  };
}

function opened(connected: Connected): LinkOpened {
  return { ...connected, quietMs: connected.pingInterval * 1000 + PING_GRACE_MS, refused: [] };
}
