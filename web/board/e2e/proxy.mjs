/**
 * A company's proxy between the browser and the desk: it passes requests on, and WebSockets only where it is told to. Unlike a
 * company's it has an address of its own, which the gateway need not know of: it passes on the desk's origin.
 */

import { createServer, request } from "node:http";
import { connect } from "node:net";
import { BOARD } from "./desk.mjs";

export async function startProxy() {
  const { hostname, port, origin } = new URL(BOARD);
  const proxy = { passesWebSockets: true, refused: 0 };
  const server = createServer((asked, answer) => {
    const passed = request({ hostname, port, path: asked.url, method: asked.method, headers: { ...asked.headers, ...(asked.headers.origin ? { origin } : {}) } }, (given) => {
      answer.writeHead(given.statusCode, given.headers);
      given.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  const sockets = new Set();
  server.on("upgrade", (asked, socket, head) => {
    if (!proxy.passesWebSockets) {
      proxy.refused += 1;
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
    const far = connect(Number(port), hostname, () => {
      const headers = Object.entries({ ...asked.headers, origin }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      far.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${headers}\r\n`);
      far.write(head);
      socket.pipe(far).pipe(socket);
    });
    sockets.add(socket).add(far);
    for (const [one, other] of [[socket, far], [far, socket]]) one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${String(server.address().port)}`,
    /** From now on no WebSocket, and those that are open are cut. */
    block() {
      proxy.passesWebSockets = false;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    close() {
      proxy.block();
      server.closeAllConnections();
      server.close();
    },
  });
}
