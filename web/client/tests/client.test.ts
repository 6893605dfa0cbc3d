import { describe, expect, it } from "vitest";
import { FakeLinks } from "../../testing/links.js";
import { FakeServer } from "../../testing/server.js";
import { fakeWorld } from "../../testing/world.js";
import { FreightwireClient, TokenSource, type ClientOptions, type TransportName } from "../src/index.js";

const BROKEN: readonly TransportName[] = ["websocket", "longpoll", "rest"];

function made(options: Partial<ClientOptions> = {}) {
  const world = fakeWorld();
  const server = new FakeServer(world.clock);
  const links = new FakeLinks(server, world.clock);
  const client = new FreightwireClient({
    gatewayUrl: "http://gw/",
    token: () => "token",
    environment: world,
    links: links.transports,
    ...options,
  });
  return { world, server, links, client };
}

async function live(options: Partial<ClientOptions> = {}) {
  const parts = made(options);
  parts.client.start();
  await parts.world.clock.advance(100);
  return parts;
}

const named = (links: FakeLinks, name: string) => links.commands.filter((one) => one.name === name).map((one) => one.body);

describe("subscriptions", () => {
  it("are bound as soon as there is a connection, and once however many want them", async () => {
    const { client, links, world } = made({ bindings: ["order.#"] });
    const early = client.subscribe("system.#");
    client.start();
    await world.clock.advance(100);
    await early.ready;
    expect(links.requests[0]?.request.bindings).toEqual(["order.#", "system.#"]);
    const late = [client.subscribe("user.me.#", "order.#"), client.subscribe("user.me.#")];
    await Promise.all(late.map((one) => one.ready));
    expect(named(links, "subscribe")).toEqual([{ bindings: ["user.me.#"] }]);
    late[0]?.unsubscribe();
    late[0]?.unsubscribe();
    await world.clock.advance(10);
    expect(named(links, "unsubscribe")).toEqual([]);
    late[1]?.unsubscribe();
    await world.clock.advance(10);
    expect(named(links, "unsubscribe")).toEqual([{ bindings: ["user.me.#"] }]);
  });

  it("are asked for by a new link where the one in use takes no commands, before the old one is closed", async () => {
    const { client, links, world, server } = made({ bindings: ["order.#"] });
    for (const name of BROKEN) links.broken.add(name);
    client.start();
    await world.clock.advance(10_000);
    expect(links.openTransports).toEqual(["sse"]);
    const subscription = client.subscribe("system.#");
    server.create("a");
    await world.clock.advance(100);
    await subscription.ready;
    expect(links.requests.at(-1)).toMatchObject({ transport: "sse", request: { bindings: ["order.#", "system.#"] } });
    expect(links.openTransports).toEqual(["sse"]);
  });

  it("that are refused are told of, and not asked for again", async () => {
    const { client, links, world } = made({ bindings: ["order.#", "order.secret.#"] });
    const refused: string[] = [];
    client.on("refused", ({ binding }) => refused.push(binding));
    links.forbidden.add("order.secret.#");
    client.start();
    await world.clock.advance(100);
    expect(refused).toEqual(["order.secret.#"]);
    links.end();
    await world.clock.advance(5000);
    expect(links.requests.at(-1)?.request.bindings).toEqual(["order.#"]);
  });
});

describe("the token", () => {
  it("is renewed before it ends, over the connection", async () => {
    const asked: boolean[] = [];
    const { links, world } = await live({
      token: ({ renew }) => {
        asked.push(renew);
        return `token-${String(asked.length)}`;
      },
    });
    expect(links.requests[0]?.request.token).toBe("token-1");
    await world.clock.advance(3500_000);
    expect(named(links, "refresh")).toEqual([]);
    await world.clock.advance(60_000);
    expect(named(links, "refresh")).toEqual([{ token: "token-2" }]);
    expect(asked).toEqual([false, true]);
  });

  it("is asked for anew after it was refused", async () => {
    const asked: boolean[] = [];
    const { links, world } = await live({
      token: ({ renew }) => {
        asked.push(renew);
        return "token";
      },
    });
    links.end(4401);
    await world.clock.advance(100);
    expect(asked).toEqual([false, true]);
    expect(links.requests).toHaveLength(2);
  });

  it("that cannot be had is a failed attempt", async () => {
    let isBroken = true;
    const { client, world } = await live({
      token: () => (isBroken ? Promise.reject(new Error("signed out")) : "token"),
    });
    expect(client.status).toMatchObject({ status: "reconnecting", problem: { reason: "signed out" } });
    isBroken = false;
    await world.clock.advance(20_000);
    expect(client.status.transport).not.toBeNull();
  });

  it("of a new sign-in is used at once, also where the last one was refused for good", async () => {
    let token = "old";
    const { client, links, world } = await live({ token: () => token });
    links.turnsAway = 4401;
    links.end(4401);
    await world.clock.advance(60_000);
    expect(client.status).toMatchObject({ status: "closed", problem: { code: 4401 } });
    links.turnsAway = null;
    token = "new";
    client.renewed();
    await world.clock.advance(100);
    expect(client.status.status).toBe("connected");
    expect(links.requests.at(-1)).toMatchObject({ request: { token: "new" } });
    client.stop();
    client.renewed();
    expect(client.status.status).toBe("closed");
  });

  it("that has no successor is asked for now and then until its end, not without a pause", async () => {
    const { world } = made();
    const end = world.clock.now() + 20_000;
    let count = 0;
    const tokens = new TokenSource(() => `the only one, ${String(++count)}`, world.clock);
    tokens.keepFresh(20, () => Promise.resolve((end - world.clock.now()) / 1000));
    await world.clock.advance(20_000);
    tokens.stop();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(7);
  });

  it("is read from its own expiry, and given out while it is good", async () => {
    let count = 0;
    const { client, world } = made();
    const expiring = (seconds: number) =>
      `h.${btoa(JSON.stringify({ exp: world.clock.now() / 1000 + seconds })).replaceAll("=", "")}.s`;
    const { tokens } = new FreightwireClient({
      gatewayUrl: "http://gw",
      environment: world,
      token: () => {
        count += 1;
        return expiring(600);
      },
    });
    await Promise.all([tokens.get(), tokens.get()]);
    await world.clock.advance(530_000);
    await tokens.get();
    expect(count).toBe(1);
    await world.clock.advance(20_000);
    await tokens.get();
    expect(count).toBe(2);
    expect(client.user).toBeNull();
  });
});

describe("a durable queue", () => {
  const message = (tag: number, id = String(tag)) => ({
    event: "user:notification",
    id,
    key: "user.ana.notification",
    time: "",
    data: {},
    queue: "inbox",
    tag,
    redelivered: false,
  });

  it("acknowledges what was dealt with, and gives back what was not", async () => {
    const { client, links, world } = await live();
    const errors: unknown[] = [];
    client.on("error", (error) => errors.push(error));
    const handled: number[] = [];
    client.queue("inbox", { bindings: ["user.me.#"], prefetch: 5 }, ({ tag = 0 }) => {
      handled.push(tag);
      if (tag === 2) return Promise.reject(new Error("broken"));
      return Promise.resolve(tag === 3 ? "reject" : undefined);
    });
    await world.clock.advance(10);
    expect(named(links, "open")).toEqual([{ queue: "inbox", bindings: ["user.me.#"], prefetch: 5 }]);
    for (const tag of [1, 2, 3]) {
      links.tell((listener) => {
        listener.push(message(tag));
      });
    }
    await world.clock.advance(10);
    expect(handled).toEqual([1, 2, 3]);
    expect(named(links, "ack")).toEqual([{ queue: "inbox", tag: 1 }]);
    expect(named(links, "nack")).toMatchObject([
      { tag: 2, requeue: true },
      { tag: 3, requeue: false },
    ]);
    expect(errors).toEqual([new Error("broken")]);
    expect(client.cursor).toBe("c0");
  });

  it("is open again after a reconnect, and does not deal twice with what it acknowledged in vain", async () => {
    const { client, links, world } = await live();
    let count = 0;
    const queue = client.queue("inbox", { bindings: ["user.me.#"] }, () => Promise.resolve((count += 1)));
    await world.clock.advance(10);
    links.tell((listener) => {
      listener.push(message(1, "same"));
    });
    await world.clock.advance(10);
    links.end();
    expect(queue.state).toBe("waiting");
    await world.clock.advance(1000);
    expect(queue.state).toBe("open");
    links.tell((listener) => {
      listener.push(message(9, "same"));
    });
    await world.clock.advance(10);
    expect(count).toBe(1);
    expect(named(links, "ack").at(-1)).toEqual({ queue: "inbox", tag: 9 });
    await queue.close({ remove: true });
    expect(named(links, "close")).toEqual([{ queue: "inbox", delete: true }]);
    expect(() => client.queue("inbox", { bindings: ["a"] }, () => Promise.resolve())).not.toThrow();
  });
});

describe("presence", () => {
  const told = (event: string, userId: string, field?: string) => ({
    event,
    id: `${event}${userId}${field ?? ""}${String(Math.random())}`,
    key: `order.a.${event}`,
    time: "",
    data: { orderId: "a", userId, username: userId.toUpperCase(), ...(field ? { field } : {}) },
  });

  it("follows snapshots and what is told after them", async () => {
    const { client, links } = await live({ bindings: ["order.#"] });
    const changes: string[] = [];
    client.on("presence", ({ orderId }) => changes.push(orderId));
    links.tell((listener) => {
      listener.push(told("user:joined_order", "bob"));
      listener.push(told("user:editing", "ana", "price"));
      listener.push(told("user:editing", "bob", "city"));
    });
    const both = client.presence.of("a");
    expect(both).toEqual([
      { userId: "ana", username: "ANA", field: "price" },
      { userId: "bob", username: "BOB", field: "city" },
    ]);
    expect(client.presence.of("a")).toBe(both);
    client.presence.snapshot({ presence: [{ orderId: "a", userId: "bob", username: "BOB", state: "viewing" }] }, ["order.a.#"]);
    expect(client.presence.of("a")).toEqual([{ userId: "bob", username: "BOB", field: null }]);
    client.presence.snapshot({ presence: [] }, ["order.b.#"]);
    expect(client.presence.of("a")).toHaveLength(1);
    client.presence.snapshot({ presence: [], presenceTruncated: true }, ["order.#"]);
    expect(client.presence.of("a")).toHaveLength(1);
    client.presence.snapshot({ presence: [] }, ["order.#"]);
    expect(client.presence.of("a")).toEqual([]);
    expect(new Set(changes)).toEqual(new Set(["a"]));
  });

  it("of this user is said again after a reconnect", async () => {
    const { client, links, world } = await live();
    client.presence.enter("a");
    client.presence.enter("b");
    client.presence.enter("a", "price");
    client.presence.leave("b");
    await world.clock.advance(10);
    links.end();
    links.commands.length = 0;
    await world.clock.advance(1000);
    expect(named(links, "presence")).toEqual([{ order: "a", state: "editing", field: "price" }]);
  });

  it("over plain HTTP is said again and again", async () => {
    const requests: { method: string | undefined; url: string; body: unknown }[] = [];
    const world = fakeWorld({
      fetch: (url, init) => {
        requests.push({ method: init?.method, url, body: init?.body && JSON.parse(init.body as string) });
        return Promise.resolve(new Response('{"presence":[{"orderId":"a","userId":"bob","username":"Bob","state":"viewing"}]}'));
      },
    });
    const links = new FakeLinks(new FakeServer(world.clock), world.clock);
    const client = new FreightwireClient({
      gatewayUrl: "http://gw",
      token: () => "t",
      environment: world,
      links: links.transports,
      transports: ["sse"],
    });
    client.presence.enter("a");
    client.start();
    await world.clock.advance(50_000);
    const said = requests.filter((one) => one.method === "POST");
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({ url: "http://gw/v1/presence", body: { order: "a", state: "viewing" } });
    expect(client.presence.of("a")).toEqual([{ userId: "bob", username: "Bob", field: null }]);
    client.presence.leave("a");
    await world.clock.advance(10);
    expect(requests.at(-1)).toMatchObject({ method: "DELETE" });
    expect(requests.at(-1)?.url).toMatch(/^http:\/\/gw\/v1\/presence\/a\?client=\w+$/);
    client.stop();
    await world.clock.advance(50_000);
    expect(requests).toHaveLength(5);
  });
});

it("listeners that throw do not keep others from hearing", async () => {
  const { client, server, world } = await live({ bindings: ["order.#"] });
  const thrown: unknown[] = [];
  const heard: string[] = [];
  const onUncaught = (error: unknown) => thrown.push(error);
  process.on("uncaughtException", onUncaught);
  client.on("event", () => {
    throw new Error("mine");
  });
  client.on("order:created", ({ data }) => heard.push(data.number));
  server.create("a");
  await world.clock.advance(10);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("uncaughtException", onUncaught);
  expect(heard).toEqual(["FW-a"]);
  expect(thrown).toEqual([new Error("mine")]);
});

it("a stopped client leaves no timers, and can be started again", async () => {
  const { client, world, server } = await live({ bindings: ["order.#"] });
  client.stop();
  await world.clock.advance(1000);
  expect(world.clock.waiting).toBe(0);
  expect(client.status.status).toBe("closed");
  const events: string[] = [];
  client.on("event", ({ id }) => events.push(id));
  server.create("a");
  client.start();
  await world.clock.advance(1000);
  expect(events).toEqual(["a/1"]);
});
