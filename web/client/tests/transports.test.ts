import { describe, expect, it } from "vitest";
import { settled } from "../../testing/clock.js";
import { Told } from "../../testing/listener.js";
import { FakeSocket, FakeWebSocket } from "../../testing/socket.js";
import { fakeWorld } from "../../testing/world.js";
import { CommandRefused, LinkLost, type Link, type OpenRequest } from "../src/transports/link.js";
import { longPollTransport, restTransport } from "../src/transports/polling.js";
import { sseTransport } from "../src/transports/sse.js";
import { websocketTransport } from "../src/transports/websocket.js";

const REQUEST: OpenRequest = { token: "t", cursor: "c1", bindings: ["order.#"], client: "test", flushMs: 0 };
const CONNECTED = { session: "s", node: "n", cursor: "c1", resumed: true, replayed: 0, pingInterval: 25, expiresIn: 60 };
const PUSH = { event: "order:updated", id: "1", cursor: "c2", key: "order.a.updated", time: "", data: { orderId: "a" } };
const options = (world = fakeWorld()) => ({ environment: world, gatewayUrl: "http://gw", ordersUrl: "http://orders" });

describe("WebSocket", () => {
  function open(request = REQUEST) {
    const told = new Told();
    const environment = fakeWorld({ WebSocket: FakeWebSocket });
    const link = websocketTransport({ ...options(), environment })?.(request, told);
    if (!link) throw new Error("no transport");
    const socket = FakeSocket.last;
    socket.accept();
    return { told, link, socket };
  }

  async function connected(request = REQUEST) {
    const parts = open(request);
    parts.socket.reply("connected", CONNECTED);
    await settled();
    return parts;
  }

  it("is left out where there is none", () => {
    expect(websocketTransport({ ...options(), environment: fakeWorld({ WebSocket: undefined }) })).toBeUndefined();
  });

  it("connects with the sub-protocol, and the token in the command", async () => {
    const { told, socket } = await connected();
    expect(socket).toMatchObject({ url: "ws://gw/v1/ws", protocols: ["freightwire.v1+json"] });
    expect(socket.sent).toEqual([
      { id: 1, connect: { token: "t", client: "test", flushMs: 0, cursor: "c1", bindings: ["order.#"] } },
    ]);
    expect(told.of("opened")).toMatchObject([{ cursor: "c1", resumed: true, quietMs: 35_000, refused: [] }]);
  });

  it("passes on what is pushed, and answers pings", async () => {
    const { told, socket } = await connected();
    socket.say(PUSH);
    socket.say({ ping: { cursor: "c3" } });
    socket.say({ reset: { reason: "broker", cursor: "c4", bindings: ["order.#"] } });
    socket.say({ drain: { withinMs: 100 } });
    socket.say({ closed: { queue: "inbox", reason: "forbidden" } });
    socket.say({ something: { newer: true } });
    expect(told.of("push")).toEqual([PUSH]);
    expect(told.of("cursor")).toEqual(["c3"]);
    expect(socket.sent.at(-1)).toEqual({ pong: {} });
    expect(told.of("reset")).toMatchObject([{ reason: "broker", cursor: "c4" }]);
    expect(told.of("drain")).toEqual([100]);
    expect(told.of("queueClosed")).toEqual([{ queue: "inbox", reason: "forbidden" }]);
    expect(told.of("ended")).toEqual([]);
  });

  it("matches replies to commands", async () => {
    const { link, socket } = await connected();
    const first = link.command?.("subscribe", { bindings: ["a"] });
    const second = link.command?.("unsubscribe", { bindings: ["b"] });
    socket.say({ id: 3, error: { code: "limit", message: "no", retryable: false } });
    socket.say({ id: 2, subscribed: { bindings: ["a"] } });
    await expect(first).resolves.toEqual({ name: "subscribed", body: { bindings: ["a"] } });
    await expect(second).rejects.toEqual(new CommandRefused("limit", "no", false));
  });

  it("tells of the end once, and fails what waited for a reply", async () => {
    const { told, link, socket } = await connected();
    const waiting = link.command?.("subscribe", { bindings: ["a"] });
    socket.end(4402, "slow_consumer");
    await expect(waiting).rejects.toBeInstanceOf(LinkLost);
    expect(told.of("ended")).toEqual([{ code: 4402, reason: "slow_consumer" }]);
  });

  it("says nothing of an end that was asked for", async () => {
    const { told, link, socket } = await connected();
    link.close();
    socket.end(1000);
    expect(socket.closedWith).toBe(1000);
    expect(told.of("ended")).toEqual([]);
  });

  it("gives up on what is not JSON", async () => {
    const { told, socket } = await connected();
    socket.onmessage?.({ data: "<html>" });
    expect(told.of("ended")).toEqual([{ code: 4501, reason: "not JSON" }]);
  });

  it.each([
    ["token_invalid", 4500],
    ["token_expired", 4401],
    ["too_many_sessions", 4504],
    ["unavailable", 4405],
  ])("a connect refused for %s ends as %d", async (code, expected) => {
    const { told, socket } = open();
    socket.reply("error", { code, message: "", retryable: false });
    await settled();
    expect(told.of("ended")).toEqual([{ code: expected, reason: code }]);
  });

  it("asks one by one where a binding is refused, and names it", async () => {
    const { told, socket } = open({ ...REQUEST, bindings: ["order.#", "order.secret.#"] });
    socket.reply("error", { code: "forbidden", message: "", retryable: false });
    await settled();
    expect(socket.sent.at(-1)).toEqual({ id: 2, connect: { token: "t", client: "test", flushMs: 0 } });
    socket.reply("connected", { ...CONNECTED, cursor: "c9", resumed: null });
    await settled();
    expect(socket.sent.at(-1)).toEqual({ id: 3, subscribe: { bindings: ["order.#"], cursor: "c1" } });
    socket.reply("subscribed", { bindings: ["order.#"], cursor: "c1", resumed: true, replayed: 2 });
    await settled();
    socket.reply("error", { code: "forbidden", message: "", retryable: false });
    await settled();
    expect(told.of("opened")).toMatchObject([
      { cursor: "c1", resumed: true, replayed: 2, refused: [{ binding: "order.secret.#", reason: "forbidden" }] },
    ]);
  });
});

interface Asked {
  url: URL;
  headers: Record<string, string>;
  signal: AbortSignal;
  answer: (response: Response) => void;
}

/** A fetch whose answers are the test's. */
function answering() {
  const asked: Asked[] = [];
  const world = fakeWorld({
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        const signal = init?.signal ?? new AbortController().signal;
        signal.addEventListener("abort", () => {
          reject(new DOMException("aborted", "AbortError"));
        });
        asked.push({ url: new URL(input), headers: init?.headers as Record<string, string>, signal, answer: resolve });
      }),
  });
  const answer = async (body: object, status = 200) => {
    asked.at(-1)?.answer(new Response(JSON.stringify(body), { status }));
    await settled();
  };
  return { asked, world, answer };
}

describe("Server-Sent Events", () => {
  async function open() {
    const { asked, world } = answering();
    const told = new Told();
    const link: Link = sseTransport(options(world))(REQUEST, told);
    await settled();
    let write: (text: string) => Promise<void> = () => Promise.resolve();
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        write = async (text) => {
          controller.enqueue(new TextEncoder().encode(text));
          await new Promise((resolve) => setTimeout(resolve, 5));
        };
        end = () => {
          controller.close();
        };
      },
    });
    return { told, link, asked, body, write: (text: string) => write(text), end: () => { end(); } };
  }

  it("reads with the token in a header, and never in the URL", async () => {
    const { asked } = await open();
    expect(asked[0]?.headers).toMatchObject({ Authorization: "Bearer t", Accept: "text/event-stream" });
    expect(asked[0]?.url.toString()).toBe("http://gw/v1/sse?binding=order.%23&cursor=c1&client=test");
  });

  it("passes on what comes, however it is cut into pieces", async () => {
    const { told, asked, body, write } = await open();
    asked[0]?.answer(new Response(body));
    await write("retry: 2000\n\n");
    await write(`id: c1\nevent: connected\ndata: ${JSON.stringify({ connected: CONNECTED })}\n\n`);
    expect(told.of("opened")).toMatchObject([{ cursor: "c1", resumed: true, expiresIn: 60 }]);
    const block = `id: c2\ndata: ${JSON.stringify(PUSH)}\n\n`;
    for (const piece of [block.slice(0, 9), block.slice(9, 30), block.slice(30)]) await write(piece);
    await write(":\n\n");
    await write(`id: c7\nevent: ping\ndata: {"ping":{"cursor":"c7"}}\n\n`);
    await write(`event: drain\ndata: {"drain":{"withinMs":50}}\n\n`);
    await write(`id: c8\nevent: reset\ndata: {"reset":{"reason":"overrun","cursor":"c8","bindings":[]}}\n\n`);
    expect(told.of("push")).toEqual([PUSH]);
    expect(told.of("cursor")).toContain("c7");
    expect(told.of("drain")).toEqual([50]);
    expect(told.of("reset")).toMatchObject([{ reason: "overrun", cursor: "c8" }]);
    await write(`event: close\ndata: {"close":{"code":4401,"reason":"token_expired"}}\n\n`);
    expect(told.of("ended")).toEqual([{ code: 4401, reason: "token_expired" }]);
  });

  it("tells of the end of the stream, and of a refusal with the service's code", async () => {
    const { told, asked, body, end } = await open();
    asked[0]?.answer(new Response(body));
    end();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(told.of("ended")).toHaveLength(1);

    const refused = await open();
    refused.asked[0]?.answer(new Response(JSON.stringify({ code: "draining" }), { status: 503 }));
    await settled();
    expect(refused.told.of("ended")).toEqual([{ code: 503, reason: "draining" }]);
  });

  it("stops reading when it is closed", async () => {
    const { told, link, asked } = await open();
    link.close();
    await settled();
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(told.of("ended")).toEqual([]);
  });
});

describe("long poll", () => {
  it("asks again from where it stands", async () => {
    const { asked, world, answer } = answering();
    const told = new Told();
    longPollTransport(options(world))(REQUEST, told);
    await settled();
    expect(asked[0]?.url.searchParams.get("wait")).toBe("0");
    await answer({ events: [PUSH], cursor: "c2", resumed: true });
    expect(told.of("opened")).toMatchObject([{ cursor: "c1", resumed: true, replayed: 1 }]);
    expect(told.of("push")).toEqual([PUSH]);
    expect(asked[1]?.url.toString()).toBe("http://gw/v1/poll?binding=order.%23&cursor=c2&client=test&wait=25");
    await answer({ events: [], cursor: "c5", resumed: false, reason: "broker" });
    expect(told.of("reset")).toEqual([{ reason: "broker", cursor: "c5" }]);
    expect(told.of("cursor")).toEqual(["c2", "c5"]);
    expect(asked[2]?.url.searchParams.get("cursor")).toBe("c5");
    await answer({ code: "token_expired" }, 401);
    expect(told.of("ended")).toEqual([{ code: 401, reason: "token_expired" }]);
  });

  it("does not wait for an answer for ever", async () => {
    const { asked, world } = answering();
    const told = new Told();
    longPollTransport(options(world))(REQUEST, told);
    await world.clock.advance(45_000);
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(told.of("ended")).toHaveLength(1);
  });
});

describe("plain polling", () => {
  it("begins with where the log is, and asks at once where there is more", async () => {
    const { asked, world, answer } = answering();
    const told = new Told();
    const link = restTransport(options(world))?.({ ...REQUEST, cursor: undefined }, told);
    await settled();
    expect(asked[0]?.url.toString()).toBe("http://orders/orders/changes");
    await answer({ events: [], nextCursor: "c1", more: false });
    expect(told.of("opened")).toMatchObject([{ cursor: "c1", resumed: null }]);
    expect(asked).toHaveLength(1);
    await world.clock.advance(5_000);
    await answer({ events: [PUSH], nextCursor: "c2", more: true, resumed: true });
    expect(asked).toHaveLength(3);
    expect(asked[2]?.url.searchParams.get("cursor")).toBe("c2");
    link?.close();
    await world.clock.advance(60_000);
    expect(asked).toHaveLength(3);
    expect(world.clock.waiting).toBe(0);
  });

  it("is left out where the orders service is not known", () => {
    expect(restTransport({ ...options(), ordersUrl: undefined })).toBeUndefined();
  });
});
