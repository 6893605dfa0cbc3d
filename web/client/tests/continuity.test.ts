/** Whatever happens to the connection: in the end the page has what the server has. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, FreightwireClient, RELOAD, type AnyPush, type Order } from "../src/index.js";
import { FakeLinks } from "../../testing/links.js";
import { FakeServer } from "../../testing/server.js";
import { fakeWorld, numbersFrom } from "../../testing/world.js";

const ORDERS = ["a", "b", "c"];

/** The smallest application: copies of orders, loaded when it is told to. */
class Application {
  readonly world = fakeWorld();
  readonly server = new FakeServer(this.world.clock);
  readonly links = new FakeLinks(this.server, this.world.clock);
  readonly copies = new Map<string, Order>();
  readonly delivered: AnyPush[] = [];
  readonly resyncs: string[] = [];
  readonly gaps: string[] = [];
  readonly client: FreightwireClient;

  constructor(seed = 1) {
    this.client = new FreightwireClient({
      gatewayUrl: "http://gateway",
      token: () => "token",
      bindings: ["order.#"],
      environment: { ...this.world, random: numbersFrom(seed) },
      links: this.links.transports,
    });
    this.client.on("event", (push) => {
      this.#take(push);
    });
    this.client.on("resync", ({ reason }) => {
      this.resyncs.push(reason);
      for (const order of this.server.orders) this.#load(order.id);
    });
    this.client.on("gap", ({ orderId }) => {
      this.gaps.push(orderId);
      this.#load(orderId);
    });
    this.client.start();
  }

  #take(push: AnyPush): void {
    this.delivered.push(push);
    const orderId = String(push.data["orderId"]);
    const after = applyEvent(this.copies.get(orderId), push);
    if (after === RELOAD) this.#load(orderId);
    else if (after) this.copies.set(orderId, after);
  }

  #load(orderId: string): void {
    const order = this.server.order(orderId);
    this.world.clock.setTimeout(() => {
      if (!order) return;
      if (order.version >= (this.copies.get(orderId)?.version ?? 0)) this.copies.set(orderId, order);
      this.client.known(orderId, order.version);
      // What came while it was under way is newer.
      if ((this.client.version(orderId) ?? 0) > (this.copies.get(orderId)?.version ?? 0)) this.#load(orderId);
    }, 30);
  }

  /** Everything works again, and enough time passes. */
  async heal(): Promise<void> {
    this.links.faults = { duplicate: false, reorder: false };
    this.links.broken.clear();
    this.links.release();
    await this.world.clock.advance(600_000);
  }
}

type Step = (app: Application) => Promise<void> | void;

const work: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...ORDERS), fc.constantFrom("edit", "move"), fc.nat(1000))
  .map(([orderId, what, value]) => ({ server }: Application) => {
    if (!server.order(orderId)) server.create(orderId, { reference: "new" });
    else if (what === "edit") server.edit(orderId, { reference: String(value) });
    else server.move(orderId, value % 2 ? "confirmed" : "draft");
  });

const trouble: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(1006, 4400, 4401, 4402, 4404).map((code) => ({ links }: Application) => {
    links.end(code);
  }),
  fc.subarray(["websocket", "sse", "longpoll"] as const).map((names) => ({ links }: Application) => {
    links.broken.clear();
    for (const name of names) links.broken.add(name);
  }),
  fc.boolean().map((duplicate) => ({ links }: Application) => {
    links.faults = { ...links.faults, duplicate };
  }),
  fc.constant(({ links }: Application) => {
    links.drain(2000);
  }),
  fc.constantFrom("online", "offline", "visible").map((signal) => ({ world }: Application) => {
    world.network.signal(signal);
  }),
  fc.nat(60_000).map((ms) => ({ world }: Application) => world.clock.advance(ms)),
);

/** Events under different keys overtake one another, or are lost and it is said so. */
const loss: fc.Arbitrary<Step> = fc.oneof(
  fc.boolean().map((reorder) => ({ links }: Application) => {
    links.faults = { ...links.faults, reorder };
    if (!reorder) links.release();
  }),
  work.map((step) => (app: Application) => {
    app.links.reset(() => void step(app));
  }),
  fc.constant(({ server }: Application) => {
    server.kept = server.log.length;
  }),
);

async function run(steps: Step[], seed: number): Promise<Application> {
  const app = new Application(seed);
  for (const step of steps) await step(app);
  await app.heal();
  return app;
}

describe("over random faults", () => {
  const seed = fc.integer();

  it("nothing is lost or doubled, and nothing needs to be loaded, as long as the log can be resumed", async () => {
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: work }, { weight: 2, arbitrary: trouble }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, seed, async (given, number) => {
        const settle: Step = ({ world }) => world.clock.advance(1000);
        const app = await run([settle, ...given], number);
        expect(app.delivered.map((push) => push.id).sort()).toEqual(app.server.log.map((push) => push.id).sort());
        for (const order of app.server.orders) expect(app.copies.get(order.id)).toEqual(order);
        expect(app.resyncs).toEqual(["start"]);
        expect(app.client.status).toMatchObject({ status: "connected", failures: 0 });
      }),
      { numRuns: 250 },
    );
  });

  it("the page has what the server has, also where events were lost and it was said so", async () => {
    const steps = fc.array(
      fc.oneof({ weight: 4, arbitrary: work }, { weight: 3, arbitrary: trouble }, { weight: 1, arbitrary: loss }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, seed, async (given, number) => {
        const app = await run(given, number);
        for (const order of app.server.orders) expect(app.copies.get(order.id)).toMatchObject(plain(order));
        expect(new Set(app.delivered.map((push) => push.id)).size).toBe(app.delivered.length);
      }),
      { numRuns: 250 },
    );
  });
});

it("a missing event is found by its version, and the order is loaded", async () => {
  const app = new Application();
  await app.world.clock.advance(1000);
  app.server.create("a");
  app.links.tell((listener) => {
    listener.push({ event: "order:updated", id: "x", key: "order.a.updated", version: 3, time: "", data: { orderId: "a" } });
  });
  app.server.edit("a", { reference: "2" });
  await app.world.clock.advance(100);
  expect(app.gaps).toEqual([]);

  app.links.tell((listener) => {
    listener.push({ event: "order:updated", id: "y", key: "order.a.updated", version: 9, time: "", data: { orderId: "a" } });
  });
  await app.world.clock.advance(600);
  expect(app.gaps).toEqual(["a"]);
  app.client.stop();
});

function plain(order: Order): Partial<Order> {
  const { id, version, status, data } = order;
  return { id, version, status, data };
}
