/** Whatever happens to connection, requests and answers: in the end the page shows what the server has. */

import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "@freightwire/client";
import { fakeDesk, type FakeDesk } from "../../testing/desk.js";

const ORDERS = ["a", "b"];
const state = ({ desk }: FakeDesk) => desk.store.getState();

type Step = (fake: FakeDesk) => Promise<void> | void;

const patch: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.nat(9).map((value) => ({ reference: String(value) })),
  fc.nat(9).map((value) => ({ client: { name: String(value) } })),
  fc.constantFrom({ client: { name: null } }, { reference: null }),
  fc.subarray(["x", "y", "z"]).map((ids) => ({ stops: ids.map((id) => ({ id, city: id })) })),
  fc.tuple(fc.constantFrom("x", "y"), fc.nat(5)).map(([id, value]) => ({ stops: [{ id, city: String(value) }] })),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  // What others do.
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...ORDERS), patch).map(([id, change]) => ({ server }: FakeDesk) => void server.edit(id, change)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ORDERS), fc.constantFrom("confirmed", "draft", "closed"))
      .map(([id, status]) => ({ server }: FakeDesk) => void server.move(id, status)),
  },
  // What this user does.
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...ORDERS), patch).map(([id, change]) => (fake: FakeDesk) => {
      state(fake).updateOrder(id, change).catch(() => undefined);
    }),
  },
  // What the world does.
  { weight: 4, arbitrary: fc.nat(3000).map((ms) => ({ world }: FakeDesk) => world.clock.advance(ms)) },
  { weight: 2, arbitrary: fc.constantFrom(1006, 4400, 4402).map((code) => ({ links }: FakeDesk) => { links.end(code); }) },
  { weight: 1, arbitrary: fc.subarray(["websocket", "sse", "longpoll"] as const).map((names) => ({ links }: FakeDesk) => {
    links.broken.clear();
    for (const name of names) links.broken.add(name);
  }) },
  { weight: 2, arbitrary: fc.constantFrom("none", "refused", "answerless").map((fault) => ({ rest }: FakeDesk) => { rest.fault = fault; }) },
  { weight: 1, arbitrary: fc.record({ duplicate: fc.boolean(), reorder: fc.boolean() }).map((faults) => ({ links }: FakeDesk) => {
    links.faults = faults;
    if (!faults.reorder) links.release();
  }) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ORDERS), patch).map(([id, change]) => ({ links, server }: FakeDesk) => {
    links.reset(() => void server.edit(id, change));
  }) },
  { weight: 1, arbitrary: fc.constant(({ server }: FakeDesk) => { server.kept = server.log.length; }) },
);

async function run(steps: Step[], seed: number): Promise<FakeDesk> {
  const fake = fakeDesk({ seed, desk: { keepEndedMs: Infinity } });
  for (const orderId of ORDERS) fake.server.create(orderId, { stops: [] });
  fake.desk.start();
  await fake.world.clock.advance(500);
  for (const one of steps) await one(fake);
  fake.rest.fault = "none";
  fake.links.faults = { duplicate: false, reorder: false };
  fake.links.broken.clear();
  fake.links.release();
  fake.world.network.signal("online");
  await fake.world.clock.advance(3 * 60_000);
  return fake;
}

it("the page shows what the server has, with nothing pending", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), fc.integer(), async (steps, seed) => {
      const fake = await run(steps, seed);
      for (const orderId of ORDERS) {
        const { version, status, data } = fake.server.order(orderId) ?? {};
        expect(state(fake).orders[orderId]).toMatchObject({ version, status, data });
        expect(state(fake).orders[orderId]?.data).toEqual(data);
      }
      expect(state(fake)).toMatchObject({ commandQueue: [], connectionStatus: "connected", drift: { found: 0 } });
      expect(Object.values(state(fake).optimisticUpdates).filter((update) => update.state === "pending")).toEqual([]);
      fake.desk.stop();
    }),
    { numRuns: 300 },
  );
}, 300_000);
