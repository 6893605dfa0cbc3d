/** Server-Sent Events, read with fetch: EventSource cannot send an `Authorization` header. */

import { createParser } from "eventsource-parser";
import { isObject, sort, type Resumption } from "../protocol.js";
import { ask, endOf, withPlace } from "./http.js";
import type { LinkListener, LinkOpened, OpenLink, TransportOptions } from "./link.js";

/** The gateway writes something every 15 s. */
const QUIET_MS = 35_000;

export function sseTransport({ environment, gatewayUrl }: TransportOptions): OpenLink {
  return (request, listener) => {
    const abort = new AbortController();
    const follow = async () => {
      const url = withPlace(`${gatewayUrl}/v1/sse`, request, {
        cursor: request.cursor,
        client: request.client,
        ...(request.flushMs ? { flushMs: String(request.flushMs) } : {}),
      });
      const response = await ask(environment, {
        url,
        token: request.token,
        accept: "text/event-stream",
        signal: abort.signal,
      });
      if (!response.body) throw new TypeError("no body to read");
      const parser = createParser({
        onEvent: (message) => {
          take(listener, message.data, message.id);
        },
      });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        listener.heard();
        parser.feed(value);
      }
    };
    follow().then(
      () => {
        if (!abort.signal.aborted) listener.ended({ code: 0, reason: "the stream ended" });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) listener.ended(endOf(error));
      },
    );
    return {
      close() {
        abort.abort();
      },
    };
  };
}

function take(listener: LinkListener, data: string, id: string | undefined): void {
  const message = JSON.parse(data) as unknown;
  const said = sort(message);
  if (said.kind === "push") {
    listener.push(said.push);
    return;
  }
  // What has a cursor names it in its id.
  if (id) listener.cursor(id);
  if (said.kind === "reset") listener.reset(said.reset);
  else if (said.kind === "drain") listener.drain(said.withinMs);
  else if (isObject(message)) begunOrEnded(listener, message);
}

function begunOrEnded(listener: LinkListener, { connected, close }: Record<string, unknown>): void {
  if (isObject(connected)) listener.opened(opened(connected));
  else if (isObject(close)) listener.ended({ code: Number(close["code"]), reason: String(close["reason"]) });
}

function opened(body: Record<string, unknown>): LinkOpened {
  return { ...(body as unknown as Resumption), quietMs: QUIET_MS, refused: [] };
}
