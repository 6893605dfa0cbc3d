import { act, cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Unsubscribe } from "@freightwire/client";
import { fakeDesk, type FakeDesk } from "../../testing/desk.js";
import {
  FreightwireProvider,
  useConnectionStatus,
  useEvent,
  useOptimisticUpdates,
  useOrder,
  usePresence,
  useRealTimeOrders,
  useWebSocket,
} from "../src/index.js";

afterEach(cleanup);

const ORDERS = 200;
const ids = Array.from({ length: ORDERS }, (_, index) => `order-${String(index)}`);

/** Counts who listens: each call that gives a function to stop is one more until that function is called. */
function counted<Args extends unknown[]>(listen: (...args: Args) => Unsubscribe, count: (by: number) => void): (...args: Args) => Unsubscribe {
  return (...args) => {
    const stop = listen(...args);
    let isListening = true;
    count(1);
    return () => {
      if (isListening) count(-1);
      isListening = false;
      stop();
    };
  };
}

function listeningTo(fake: FakeDesk): { now: number } {
  const listening = { now: 0 };
  const count = (by: number) => { listening.now += by; };
  Object.assign(fake.client, { on: counted(fake.client.on, count) });
  Object.assign(fake.desk.store, { subscribe: counted(fake.desk.store.subscribe, count) });
  return listening;
}

/** What a page does with one order. */
function Visit({ id }: { id: string }) {
  const { order } = useOrder(id);
  const { others } = usePresence(id);
  const { pending } = useOptimisticUpdates(id);
  const { orders } = useRealTimeOrders();
  const { status } = useConnectionStatus();
  useWebSocket();
  useEvent("order:updated", () => undefined);
  return <p>{order?.version} {others.length} {pending.length} {orders.length} {status}</p>;
}

it("thousands of events and hundreds of visits leave nothing behind: no listener, no timer, no copy", async () => {
  const fake = fakeDesk();
  for (const id of ids) fake.server.create(id, { reference: id });
  const listening = listeningTo(fake);
  const page = (id: string | null) => <FreightwireProvider desk={fake.desk}>{id === null ? null : <Visit key={id} id={id} />}</FreightwireProvider>;
  const passes = (ms: number) => act(() => fake.world.clock.advance(ms));
  const { rerender, container } = render(page(null));
  await passes(1000);

  let events = 0;
  const visits = async (count: number) => {
    for (let visit = 0; visit < count; visit += 1) {
      const id = ids[visit % ORDERS] ?? "";
      rerender(page(id));
      for (let change = 0; change < 10; change += 1) fake.server.edit(ids[(events * 7) % ORDERS] ?? "", { reference: String(++events) });
      await passes(100);
      expect(container.textContent).toContain(`${String(ORDERS)} connected`);
    }
    rerender(page(null));
    await passes(60_000);
    const { orders, orderUpdates, optimisticUpdates, commandQueue, drift } = fake.desk.store.getState();
    return {
      listening: listening.now, timers: fake.world.clock.waiting, orders: Object.keys(orders).length, updates: orderUpdates.length,
      pending: Object.keys(optimisticUpdates).length + commandQueue.length, drift: drift.found, bindings: [...fake.links.requests].length,
    };
  };
  const early = await visits(30);
  const late = await visits(300);
  expect(events).toBe(3_300);
  expect(early).toMatchObject({ orders: ORDERS, updates: 200, pending: 0, drift: 0 });
  expect(late).toEqual(early);
  for (const id of ids) expect(fake.desk.store.getState().orders[id]?.data.reference).toBe(fake.server.order(id)?.data.reference);
});
