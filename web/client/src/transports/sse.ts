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
      const reader = response.body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        listener.heard();
        parser.feed(value);
      }
    };
    follow().then(
      () => {
        if (!abort.signal.aborted) listener.ended({ code: 4400, reason: "the stream ended" });
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
  if (isObject(message) && isObject(message["connected"])) {
    listener.opened(opened(message["connected"]));
  } else if (isObject(message) && isObject(message["closed"]) && typeof message["closed"]["code"] === "number") {
    listener.ended({ code: message["closed"]["code"], reason: String(message["closed"]["reason"]) });
  } else if (said.kind === "push") {
    listener.push(said.push);
  } else if (said.kind === "reset") {
    listener.reset(said.reset);
  } else if (said.kind === "drain") {
    listener.drain(said.withinMs);
  } else if (said.kind === "ping" && said.cursor !== undefined) {
    listener.cursor(said.cursor);
  } else if (id) {
    listener.cursor(id);
  }
}

function opened(body: Record<string, unknown>): LinkOpened {
  return { ...(body as unknown as Resumption), quietMs: QUIET_MS, refused: [] };
}
