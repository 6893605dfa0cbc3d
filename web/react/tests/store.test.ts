import { describe, expect, it } from "vitest";
import type { OrderPatch } from "@freightwire/client";
import { fakeDesk, liveDesk, type FakeDesk } from "../../testing/desk.js";

const state = ({ desk }: FakeDesk) => desk.store.getState();
const MINUTE = 60_000;

function attempt(fake: FakeDesk, orderId: string, patch: OrderPatch) {
  const outcome: { value?: unknown; error?: { reason?: unknown } } = {};
  state(fake)
    .updateOrder(orderId, patch)
    .then(
      (value) => {
        outcome.value = value;
      },
      (error: unknown) => {
        outcome.error = error as { reason?: unknown };
      },
    );
  return outcome;
}

describe("loading", () => {
  it("has what is there, then what happens", async () => {
    const fake = await liveDesk({}, (server) => {
      server.create("a", { reference: "A" });
      server.create("gone");
      server.move("gone", "closed");
    });
    expect(state(fake)).toMatchObject({ isConnected: true, connectionStatus: "connected", loading: "ready" });
    expect(Object.keys(state(fake).orders)).toEqual(["a"]);

    fake.server.create("b", { reference: "B" });
    fake.server.edit("a", { reference: "A2" });
    await fake.world.clock.advance(100);
    expect(state(fake).orders["b"]?.data.reference).toBe("B");
    expect(state(fake).orders["a"]).toMatchObject({ version: 2, data: { reference: "A2" } });
    expect(state(fake).orderUpdates).toMatchObject([
      { orderId: "b", event: "order:created", userId: "ana", isOwn: false },
      { orderId: "a", event: "order:updated", version: 2, fields: ["reference"] },
    ]);
  });

  it("publishes at most once a frame", async () => {
    const fake = await liveDesk({}, (server) => server.create("a"));
    let renders = 0;
    fake.desk.store.subscribe(() => (renders += 1));
    for (let number = 0; number < 100; number += 1) fake.server.edit("a", { reference: String(number) });
    await fake.world.clock.advance(100);
    expect(renders).toBe(1);
    expect(state(fake).orders["a"]?.data.reference).toBe("99");
  });

  it("publishes what has changed, and nothing else anew", async () => {
    const fake = await liveDesk({}, (server) => { for (const id of ["a", "b"]) server.create(id, {}); });
    const before = fake.desk.store.getState();
    fake.server.edit("a", { reference: "2" });
    await fake.world.clock.advance(100);
    const after = fake.desk.store.getState();
    expect(after.orders["a"]).not.toBe(before.orders["a"]);
    expect(after.orders["b"]).toBe(before.orders["b"]);
    expect(after.optimisticUpdates).toBe(before.optimisticUpdates);
    expect(after.commandQueue).toBe(before.commandQueue);
  });

  it("notices an event that overtook the list", async () => {
    const fake = fakeDesk();
    fake.server.create("a", { reference: "1" });
    fake.rest.delayMs = 2000;
    fake.desk.start();
    await fake.world.clock.advance(1500);
    fake.server.edit("a", { reference: "2" });
    await fake.world.clock.advance(5000);
    expect(state(fake).orders["a"]?.data.reference).toBe("2");
  });

  it("is tried again after it failed, and says since when nothing is known", async () => {
    const fake = fakeDesk();
    fake.server.create("a");
    fake.rest.fault = "refused";
    fake.desk.start();
    await fake.world.clock.advance(MINUTE);
    expect(state(fake)).toMatchObject({ loading: "failed", freshAt: null, isConnected: true });
    fake.rest.fault = "none";
    await fake.world.clock.advance(10 * MINUTE);
    expect(state(fake).loading).toBe("ready");
    expect(Object.keys(state(fake).orders)).toEqual(["a"]);
  });
});

describe("an edit", () => {
  const one = () => liveDesk({}, (server) => server.create("a", { reference: "old", client: { name: "C" } }));

  it("is shown at once, and confirmed", async () => {
    const fake = await one();
    const outcome = attempt(fake, "a", { reference: "new" });
    expect(state(fake).orders["a"]).toMatchObject({ version: 1, data: { reference: "new", client: { name: "C" } } });
    expect(Object.values(state(fake).optimisticUpdates)).toMatchObject([{ state: "pending", orderId: "a" }]);
    expect(state(fake).commandQueue).toHaveLength(1);
    await fake.world.clock.advance(100);
    expect(outcome.value).toMatchObject({ id: "a", version: 2 });
    expect(state(fake).orders["a"]).toMatchObject({ version: 2, data: { reference: "new" } });
    expect(Object.values(state(fake).optimisticUpdates)).toMatchObject([{ state: "confirmed" }]);
    expect(state(fake).orderUpdates).toMatchObject([{ version: 2, isOwn: true }]);
    await fake.world.clock.advance(MINUTE);
    expect(state(fake)).toMatchObject({ optimisticUpdates: {}, commandQueue: [], drift: { found: 0 } });
  });

  it("is confirmed by its event where the reply comes later", async () => {
    const fake = await one();
    fake.rest.delayMs = 1000;
    attempt(fake, "a", { reference: "new" });
    await fake.world.clock.advance(600);
    expect(Object.values(state(fake).optimisticUpdates)).toMatchObject([{ state: "confirmed" }]);
    expect(state(fake).commandQueue).toHaveLength(1);
    await fake.world.clock.advance(600);
    expect(state(fake).commandQueue).toEqual([]);
  });

  it("is confirmed by its reply where the event does not come", async () => {
    const fake = await one();
    fake.links.faults.reorder = true;
    attempt(fake, "a", { reference: "new" });
    await fake.world.clock.advance(100);
    expect(state(fake).orders["a"]).toMatchObject({ version: 2, data: { reference: "new" } });
    await fake.world.clock.advance(5000);
    fake.links.faults.reorder = false;
    fake.links.release();
    fake.server.edit("a", { reference: "newer" });
    await fake.world.clock.advance(100);
    expect(state(fake).orders["a"]).toMatchObject({ version: 3, data: { reference: "newer" } });
  });

  it("is undone where it is refused, with the reason", async () => {
    const fake = await one();
    fake.links.faults.reorder = true; // the other's change is not seen here yet
    fake.server.edit("a", { reference: "theirs" });
    const outcome = attempt(fake, "a", { reference: "mine" });
    expect(state(fake).orders["a"]?.data.reference).toBe("mine");
    await fake.world.clock.advance(100);
    fake.links.release();
    await fake.world.clock.advance(100);
    const reason = {
      code: "edit_conflict",
      conflicts: [{ field: "reference", base: "old", theirs: "theirs", mine: "mine" }],
    };
    expect(outcome.error).toMatchObject({ reason });
    expect(Object.values(state(fake).optimisticUpdates)).toMatchObject([{ state: "reverted", reason }]);
    expect(state(fake).orders["a"]?.data.reference).toBe("theirs");
    const [operationId = ""] = Object.keys(state(fake).optimisticUpdates);
    state(fake).dismissOptimisticUpdate(operationId);
    expect(state(fake).optimisticUpdates).toEqual({});
  });

  it("stays over what others change meanwhile", async () => {
    const fake = await one();
    fake.rest.delayMs = 1000;
    attempt(fake, "a", { client: { name: "C", phone: "1" } });
    fake.server.edit("a", { client: { vatId: "RO1" }, instructions: "Call." });
    await fake.world.clock.advance(100);
    expect(state(fake).orders["a"]).toMatchObject({
      version: 2,
      data: { client: { name: "C", phone: "1", vatId: "RO1" }, instructions: "Call." },
    });
    await fake.world.clock.advance(2000);
    expect(state(fake).orders["a"]).toMatchObject({
      version: 3,
      data: { client: { name: "C", phone: "1", vatId: "RO1" }, instructions: "Call." },
    });
  });

  it("made on top of another goes out after it, and does not undo what came between", async () => {
    const fake = await one();
    attempt(fake, "a", { reference: "1" });
    fake.server.edit("a", { instructions: "Call." });
    attempt(fake, "a", { reference: "12" });
    attempt(fake, "a", { reference: "123", client: { phone: "1" } });
    expect(state(fake).orders["a"]?.data.reference).toBe("123");
    await fake.world.clock.advance(1000);
    expect(fake.server.order("a")).toMatchObject({
      version: 5,
      data: { reference: "123", instructions: "Call.", client: { name: "C", phone: "1" } },
    });
    expect(state(fake).orders["a"]).toMatchObject({ version: 5, data: fake.server.order("a")?.data });
    expect(state(fake).drift.found).toBe(0);
  });
});

describe("a transition", () => {
  it("shows the expected status, and is done once however often it is sent", async () => {
    const fake = await liveDesk({}, (server) => server.create("a"));
    fake.rest.fault = "answerless";
    void state(fake).transitionOrder("a", "confirmed", {}, "confirmed");
    expect(state(fake).orders["a"]).toMatchObject({ status: "confirmed", version: 1 });
    await fake.world.clock.advance(5000);
    fake.rest.fault = "none";
    await fake.world.clock.advance(MINUTE);
    expect(fake.server.order("a")).toMatchObject({ status: "confirmed", version: 2 });
    expect(state(fake).commandQueue).toEqual([]);
  });
});

describe("updates that the application sends itself", () => {
  it("are shown, confirmed and reverted by hand", async () => {
    const fake = await liveDesk({}, (server) => server.create("a", { reference: "old" }));
    const operationId = state(fake).addOptimisticUpdate({ orderId: "a", patch: { reference: "new" }, status: "confirmed" });
    expect(state(fake).orders["a"]).toMatchObject({ status: "confirmed", data: { reference: "new" } });
    state(fake).revertOptimisticUpdate(operationId, { code: "no", message: "No." });
    expect(state(fake).orders["a"]).toMatchObject({ status: "draft", data: { reference: "old" } });
    state(fake).confirmOptimisticUpdate(operationId);
    expect(state(fake).optimisticUpdates[operationId]).toMatchObject({ state: "reverted" });
  });
});

describe("without a network", () => {
  it("edits wait, and go out in order when it is back", async () => {
    const fake = await liveDesk({}, (server) => server.create("a", { reference: "old" }));
    fake.rest.fault = "refused";
    fake.links.end();
    for (const name of ["websocket", "sse", "longpoll", "rest"] as const) fake.links.broken.add(name);
    fake.world.network.signal("offline");
    attempt(fake, "a", { reference: "1" });
    attempt(fake, "a", { reference: "2" });
    void state(fake).createOrder({ reference: "made offline" });
    await fake.world.clock.advance(10 * MINUTE);
    expect(state(fake)).toMatchObject({ isConnected: false, connectionStatus: "offline" });
    expect(state(fake).orders["a"]?.data.reference).toBe("2");
    expect(state(fake).commandQueue.map((command) => command.kind)).toEqual(["edit", "edit", "create"]);

    fake.rest.fault = "none";
    fake.links.broken.clear();
    fake.world.network.signal("online");
    await fake.world.clock.advance(2000);
    expect(state(fake).commandQueue).toEqual([]);
    expect(fake.server.order("a")).toMatchObject({ version: 3, data: { reference: "2" } });
    expect(Object.values(state(fake).orders).map((order) => order.data.reference)).toEqual(["2", "made offline"]);
    expect(state(fake)).toMatchObject({ connectionStatus: "connected", drift: { found: 0 } });
  });

  it("edits wait for the person to sign in again: neither a token that is not given nor one that is refused is their fault", async () => {
    let isSignedIn = true;
    const token = () => (isSignedIn ? "token" : Promise.reject(new Error("the session has ended")));
    const fake = await liveDesk({ client: { token } }, (server) => server.create("a", { reference: "old" }));
    fake.rest.turnsAway = 401;
    attempt(fake, "a", { reference: "mine" });
    await fake.world.clock.advance(1000);
    isSignedIn = false;
    await fake.world.clock.advance(10 * MINUTE);
    expect(state(fake).orders["a"]?.data.reference).toBe("mine");
    expect(state(fake).commandQueue).toHaveLength(1);
    expect(await fake.storage.load()).toHaveLength(1);

    fake.rest.turnsAway = null;
    isSignedIn = true;
    fake.client.renewed();
    await fake.world.clock.advance(MINUTE);
    expect(fake.server.order("a")).toMatchObject({ version: 2, data: { reference: "mine" } });
    expect(state(fake)).toMatchObject({ commandQueue: [], drift: { found: 0 } });
  });

  it("a page that is closed leaves its edits to the next one", async () => {
    const before = await liveDesk({}, (server) => server.create("a", { reference: "old" }));
    before.rest.fault = "refused";
    attempt(before, "a", { reference: "mine" });
    await before.world.clock.advance(100);
    before.desk.stop();

    const after = await liveDesk({ from: before });
    await after.world.clock.advance(2000);
    expect(after.server.order("a")).toMatchObject({ version: 2, data: { reference: "mine" } });
    expect(state(after).orders["a"]).toMatchObject({ version: 2, data: { reference: "mine" } });
    expect(await after.storage.load()).toEqual([]);
  });

  it("a command that waits can be given up", async () => {
    const fake = await liveDesk({}, (server) => server.create("a", { reference: "old" }));
    fake.rest.fault = "refused";
    const outcome = attempt(fake, "a", { reference: "1" });
    await fake.world.clock.advance(100);
    const [command] = state(fake).commandQueue;
    await state(fake).discardCommand(command?.operationId ?? "");
    expect(outcome.error?.reason).toMatchObject({ code: "discarded" });
    expect(state(fake).orders["a"]?.data.reference).toBe("old");
  });
});

describe("memory", () => {
  it("orders that have ended leave, unless somebody looks at them", async () => {
    const fake = await liveDesk({}, (server) => {
      for (const orderId of ["a", "b", "c"]) server.create(orderId);
    });
    const release = state(fake).retainOrder("b");
    fake.server.move("a", "closed");
    fake.server.move("b", "closed");
    await fake.world.clock.advance(MINUTE);
    expect(Object.keys(state(fake).orders)).toEqual(["a", "b", "c"]);
    await fake.world.clock.advance(10 * MINUTE);
    expect(Object.keys(state(fake).orders)).toEqual(["b", "c"]);
    release();
    await fake.world.clock.advance(10 * MINUTE);
    expect(Object.keys(state(fake).orders)).toEqual(["c"]);
  });

  it("stays within its bounds", async () => {
    const fake = await liveDesk({ desk: { maxOrders: 50 } });
    for (let number = 100; number < 300; number += 1) fake.server.create(String(number));
    for (let number = 0; number < 500; number += 1) fake.server.edit("299", { reference: String(number) });
    await fake.world.clock.advance(MINUTE);
    expect(Object.keys(state(fake).orders)).toHaveLength(50);
    expect(state(fake).orders["299"]).toBeDefined();
    expect(state(fake).orderUpdates).toHaveLength(200);
    await fake.world.clock.advance(20 * MINUTE);
    expect(state(fake).orderUpdates).toHaveLength(0);
  });

  it("a stopped desk leaves no timers", async () => {
    const fake = await liveDesk({}, (server) => server.create("a"));
    fake.desk.stop();
    await fake.world.clock.advance(10_000);
    expect(fake.world.clock.waiting).toBe(0);
    fake.desk.start();
    await fake.world.clock.advance(1000);
    expect(state(fake).connectionStatus).toBe("connected");
  });
});

describe("comparing with the server", () => {
  it("mends and counts what differs", async () => {
    const fake = await liveDesk({}, (server) => {
      for (const orderId of ["a", "b", "c"]) server.create(orderId, { reference: "1" });
    });
    const compared = async () => {
      const comparing = state(fake).reconcile();
      await fake.world.clock.advance(100);
      await comparing;
    };
    // Without an event: as if something had gone wrong.
    Object.assign(fake.server.order("a") ?? {}, { number: "FW-x" });
    await compared();
    expect(state(fake).drift).toMatchObject({ checks: 1, found: 1, last: [{ orderId: "a", kind: "different", fields: ["number"] }] });
    expect(state(fake).orders["a"]?.number).toBe("FW-x");
    await compared();
    expect(state(fake).drift).toMatchObject({ checks: 2, found: 1 });
  });

  it("happens by itself", async () => {
    const fake = await liveDesk({}, (server) => server.create("a"));
    await fake.world.clock.advance(30 * MINUTE);
    expect(state(fake).drift.checks).toBeGreaterThan(3);
    expect(state(fake).drift.found).toBe(0);
  });
});
