import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Sequencer } from "../src/continuity/sequencer.js";
import type { AnyPush } from "../src/protocol.js";

function event(orderId: string, version: number): AnyPush {
  return { event: "order:updated", id: `${orderId}/${String(version)}`, key: "k", version, time: "", data: { orderId } };
}

function passing(id: string): AnyPush {
  return { event: "system:error", id, key: "k", time: "", data: {} };
}

describe("events of an order", () => {
  it("come once", () => {
    const sequencer = new Sequencer();
    expect(sequencer.take(event("a", 3)).deliver).toHaveLength(1);
    expect(sequencer.take(event("a", 3))).toMatchObject({ deliver: [], isDuplicate: true });
    expect(sequencer.take(event("a", 2))).toMatchObject({ deliver: [], isDuplicate: true });
  });

  it("wait for those before them", () => {
    const sequencer = new Sequencer();
    sequencer.take(event("a", 1));
    expect(sequencer.take(event("a", 3))).toMatchObject({ deliver: [], waits: "a" });
    expect(sequencer.take(event("a", 4)).deliver).toEqual([]);
    expect(sequencer.hole("a")).toEqual({ orderId: "a", have: 1, got: 3 });
    expect(sequencer.take(event("a", 2)).deliver.map((push) => push.version)).toEqual([2, 3, 4]);
    expect(sequencer.hole("a")).toBeUndefined();
  });

  it("are released by a copy that was loaded, and dropped where it has them", () => {
    const sequencer = new Sequencer();
    sequencer.take(event("a", 1));
    for (const version of [4, 5, 7]) sequencer.take(event("a", version));
    expect(sequencer.known("a", 4).map((push) => push.version)).toEqual([5]);
    expect(sequencer.hole("a")).toEqual({ orderId: "a", have: 5, got: 7 });
    expect(sequencer.take(event("a", 4)).isDuplicate).toBe(true);
  });

  it("do not wait without end", () => {
    const sequencer = new Sequencer();
    sequencer.take(event("a", 1));
    for (let version = 3; version < 1000; version += 1) sequencer.take(event("a", version));
    expect(sequencer.known("a", 990).map((push) => push.version)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });

  it("are delivered in order whatever the order in which they come, and however often", () => {
    const arrivals = fc.integer({ min: 1, max: 12 }).chain((count) => {
      const versions = Array.from({ length: count }, (_, index) => index + 1);
      return fc.tuple(fc.constant(count), fc.shuffledSubarray([...versions, ...versions], { minLength: 2 * count }));
    });
    fc.assert(
      fc.property(arrivals, ([count, versions]) => {
        const sequencer = new Sequencer();
        sequencer.known("a", 0);
        const got = versions.flatMap((version) => sequencer.take(event("a", version)).deliver.map((push) => push.version));
        expect(got).toEqual(Array.from({ length: count }, (_, index) => index + 1));
      }),
    );
  });
});

describe("other events", () => {
  it("are recognised by their ids, the last thousand", () => {
    const sequencer = new Sequencer();
    expect(sequencer.take(passing("0")).deliver).toHaveLength(1);
    expect(sequencer.take(passing("0")).isDuplicate).toBe(true);
    for (let id = 1; id <= 1000; id += 1) sequencer.take(passing(String(id)));
    expect(sequencer.take(passing("0")).isDuplicate).toBe(false);
  });
});

it("remembers a bounded number of orders", () => {
  const sequencer = new Sequencer();
  for (let order = 0; order < 12_000; order += 1) sequencer.take(event(String(order), 1));
  expect(sequencer.size).toBe(10_000);
  expect(sequencer.version("0")).toBeUndefined();
  expect(sequencer.version("11999")).toBe(1);
});
