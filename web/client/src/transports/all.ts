/** The transports that this client has, for the addresses that it was given. */

import type { Transports, TransportOptions } from "./link.js";
import { longPollTransport, restTransport } from "./polling.js";
import { sseTransport } from "./sse.js";
import { websocketTransport } from "./websocket.js";

export function transportsOf(options: TransportOptions): Transports {
  const websocket = websocketTransport(options);
  const rest = restTransport(options);
  return {
    ...(websocket ? { websocket } : {}),
    sse: sseTransport(options),
    longpoll: longPollTransport(options),
    ...(rest ? { rest } : {}),
  };
}
