/**
 * The real client and store in a Node process, for tests that start the real system (tests/end_to_end).
 *
 * Tells what happens as JSON lines, and does what it reads as JSON lines: {"do": "dump", …}.
 */

import { createInterface } from "node:readline";
import { FreightwireClient, Http, OrdersApi, type TransportName, type WebSocketConstructor } from "@freightwire/client";
import { createDesk } from "@freightwire/react";
import WebSocket from "ws";
import { FakeNetwork } from "../testing/world.js";

const { GATEWAY_URL = "", ORDERS_URL = "", TOKEN = "", TRANSPORTS } = process.env;

const network = new FakeNetwork();
const client = new FreightwireClient({
  gatewayUrl: GATEWAY_URL,
  ordersUrl: ORDERS_URL,
  token: () => TOKEN,
  name: "driver",
  ...(TRANSPORTS ? { transports: TRANSPORTS.split(",") as TransportName[] } : {}),
  environment: { network, WebSocket: WebSocket as unknown as WebSocketConstructor },
});
const orders = new OrdersApi(new Http(ORDERS_URL, client.tokens, fetch));
const desk = createDesk({ client, orders });

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

client.on("status", ({ status, transport, problem }) => {
  tell({ status, transport, problem });
});
client.on("resync", ({ reason }) => {
  tell({ resync: reason });
});
client.on("event", ({ event, id, version, data }) => {
  tell({ event, id, version, data });
});
client.on("presence", ({ orderId }) => {
  tell({ presence: client.presence.of(orderId), orderId });
});
let { loading } = desk.store.getState();
desk.store.subscribe((state) => {
  if (state.loading === loading) return;
  loading = state.loading;
  tell({ loading });
});

client.on("queue", ({ name, state, pending }) => {
  tell({ queue: name, state, pending });
});

interface Command {
  do: "queue" | "dump" | "update" | "enter" | "reconcile" | "wake" | "stop";
  orderId: string;
  patch: Record<string, unknown>;
}

async function carryOut(command: Command): Promise<void> {
  const state = desk.store.getState();
  switch (command.do) {
    case "dump":
      tell({
        dump: {
          orders: state.orders,
          drift: state.drift,
          updates: state.optimisticUpdates,
          queue: state.commandQueue.length,
          duplicates: client.duplicates,
          cursor: client.cursor,
        },
      });
      return;
    case "update":
      try {
        tell({ updated: await state.updateOrder(command.orderId, command.patch) });
      } catch (error) {
        tell({ rejected: error });
      }
      return;
    case "queue":
      client.queue("inbox", { bindings: ["user.me.#"] }, ({ event, data }) => {
        tell({ queued: event, data });
        return Promise.resolve();
      });
      return;
    case "enter":
      client.presence.enter(command.orderId);
      return;
    case "reconcile":
      await state.reconcile();
      tell({ reconciled: desk.store.getState().drift });
      return;
    case "wake":
      network.signal("online");
      return;
    case "stop":
      desk.stop();
      process.exit(0);
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  void carryOut(JSON.parse(line) as Command);
});
desk.start();
