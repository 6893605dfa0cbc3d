/** Long poll at the gateway, and plain polling of the orders service where the gateway cannot be had. */

import type { Environment } from "../environment.js";
import type { AnyPush, ResumeFailure } from "../protocol.js";
import { ask, endOf, pause, withPlace } from "./http.js";
import type { Link, LinkListener, LinkOpened, OpenLink, OpenRequest, TransportOptions } from "./link.js";

const WAIT_SECONDS = 25;
/** An answer that comes later than this will not come. */
const ANSWER_MS = (WAIT_SECONDS + 15) * 1000;
const REST_INTERVAL_MS = 5_000;

interface Answer {
  events: AnyPush[];
  cursor: string;
  resumed?: boolean | null;
  reason?: ResumeFailure;
  /** There is more already. */
  isMore: boolean;
}

interface Poll {
  url(cursor: string | undefined, isFirst: boolean): string;
  answer(body: Record<string, unknown>): Answer;
  /** Between two answers; 0 where the server does the waiting. */
  intervalMs: number;
}

export function longPollTransport(options: TransportOptions): OpenLink {
  return (request, listener) =>
    polled(options, request, listener, {
      // The first question is answered at once, so that it is known that there are answers.
      url: (cursor, isFirst) =>
        withPlace(`${options.gatewayUrl}/v1/poll`, request, {
          cursor,
          client: request.client,
          wait: isFirst ? "0" : String(WAIT_SECONDS),
        }),
      answer: (body) => ({ ...(body as unknown as Answer), isMore: true }),
      intervalMs: 0,
    });
}

/** Only what the outbox of the orders service knows: no progress, no presence, no messages to persons. */
export function restTransport(options: TransportOptions): OpenLink | undefined {
  const { ordersUrl } = options;
  if (ordersUrl === undefined) return undefined;
  return (request, listener) =>
    polled(options, request, listener, {
      url: (cursor) => withPlace(`${ordersUrl}/orders/changes`, { bindings: [] }, { cursor }),
      answer: (body) => ({
        ...(body as unknown as Answer),
        cursor: String(body["nextCursor"]),
        isMore: body["more"] === true,
      }),
      intervalMs: REST_INTERVAL_MS,
    });
}

function polled({ environment }: TransportOptions, request: OpenRequest, listener: LinkListener, poll: Poll): Link {
  const abort = new AbortController();
  const follow = async () => {
    let { cursor } = request;
    for (let isFirst = true; !abort.signal.aborted; isFirst = false) {
      const url = poll.url(cursor, isFirst);
      const answer = poll.answer(await question(environment, url, request.token, abort.signal));
      if (isOver(abort.signal)) return;
      listener.heard();
      const resumed = cursor === undefined ? null : (answer.resumed ?? true);
      if (isFirst) listener.opened(opened(answer, resumed, cursor, ANSWER_MS + poll.intervalMs));
      else if (resumed === false) listener.reset({ reason: answer.reason ?? "unknown", cursor: answer.cursor });
      for (const push of answer.events) listener.push(push);
      cursor = answer.cursor;
      listener.cursor(cursor);
      if (poll.intervalMs > 0 && !answer.isMore) await pause(environment, poll.intervalMs, abort.signal);
    }
  };
  follow().catch((error: unknown) => {
    if (!isOver(abort.signal)) listener.ended(endOf(error));
  });
  return {
    close() {
      abort.abort();
    },
  };
}

function opened(answer: Answer, resumed: boolean | null, from: string | undefined, quietMs: number): LinkOpened {
  return {
    // Until its events are delivered the client stands where it stood.
    cursor: resumed === true && from !== undefined ? from : answer.cursor,
    resumed,
    replayed: answer.events.length,
    ...(answer.reason ? { reason: answer.reason } : {}),
    quietMs,
    refused: [],
  };
}

/** One question and its answer, within the time that an answer may take. */
async function question(environment: Environment, url: string, token: string, signal: AbortSignal) {
  const late = new AbortController();
  const stop = () => {
    late.abort();
  };
  signal.addEventListener("abort", stop);
  const timer = environment.clock.setTimeout(stop, ANSWER_MS);
  try {
    const response = await ask(environment, { url, token, accept: "application/json", signal: late.signal });
    return (await response.json()) as Record<string, unknown>;
  } finally {
    environment.clock.clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** A function, since the compiler does not know that a signal changes while one waits. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
