/** The WebSocket: everything the protocol has. */

import { read, SUBPROTOCOL, type Said } from "../protocol.js";
import { Commands } from "./commands.js";
import { connect } from "./connecting.js";
import { CommandRefused, type LinkListener, type OpenLink, type TransportOptions } from "./link.js";

/** Closing codes that a refusal to connect stands for, where the gateway does not close by itself. */
const REFUSED_BY: Record<string, number> = {
  token_invalid: 4500,
  token_revoked: 4503,
  token_expired: 4401,
  too_many_sessions: 4504,
  forbidden: 4500,
  bad_request: 4501,
  unavailable: 4405,
};

/** @returns undefined where there are no WebSockets. */
export function websocketTransport({ environment, gatewayUrl }: TransportOptions): OpenLink | undefined {
  const Socket = environment.WebSocket;
  if (!Socket) return undefined;
  const url = `${gatewayUrl.replace(/^http/, "ws")}/v1/ws`;
  return (request, listener) => {
    const socket = new Socket(url, [SUBPROTOCOL]);
    const commands = new Commands((text) => {
      if (socket.readyState === 1) socket.send(text);
    });
    const command = commands.run.bind(commands);
    let isOver = false;
    const end = (code: number, reason: string) => {
      if (isOver) return;
      isOver = true;
      commands.lost();
      listener.ended({ code, reason });
    };
    const giveUp = (code: number, reason: string) => {
      end(code, reason);
      socket.close();
    };
    socket.onopen = () => {
      listener.heard();
      connect(command, request).then(
        (info) => {
          if (!isOver) listener.opened(info);
        },
        (error: unknown) => {
          if (error instanceof CommandRefused) giveUp(REFUSED_BY[error.code] ?? 4404, error.code);
        },
      );
    };
    socket.onmessage = (message) => {
      if (isOver) return;
      let said: Said;
      try {
        said = read(String(message.data));
      } catch {
        giveUp(4501, "not JSON");
        return;
      }
      listener.heard();
      if (said.kind === "reply") commands.replied(said.id, said.name, said.body);
      else if (said.kind === "ping") {
        if (said.cursor !== undefined) listener.cursor(said.cursor);
        if (socket.readyState === 1) socket.send('{"pong":{}}');
      } else tell(listener, said);
    };
    // `close` follows with all that is to be known; without a listener some implementations throw.
    socket.onerror = () => undefined;
    socket.onclose = (event) => {
      end(event.code, event.reason);
    };
    return {
      command,
      close() {
        isOver = true;
        commands.lost();
        socket.close(1000);
      },
    };
  };
}

function tell(listener: LinkListener, said: Said): void {
  if (said.kind === "push") listener.push(said.push);
  else if (said.kind === "reset") listener.reset(said.reset);
  else if (said.kind === "drain") listener.drain(said.withinMs);
  else if (said.kind === "queueClosed") listener.queueClosed(said.queue, said.reason);
}
