import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent, applyPatch, diffOf, isSameJson, mergeOf, RELOAD, type AnyPush, type JsonObject, type Order } from "../src/index.js";

const leaf = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom("a", "b"), fc.boolean());
const items = fc.uniqueArray(fc.record({ id: fc.constantFrom("x", "y", "z"), city: leaf }), { selector: (item) => item.id, maxLength: 3 });
const data: fc.Arbitrary<JsonObject> = fc.record(
  { reference: leaf, client: fc.record({ name: leaf, phone: leaf }, { requiredKeys: [] }), stops: items },
  { requiredKeys: [] },
);

describe("merge patches", () => {
  it("lead from one value to the other", () => {
    fc.assert(fc.property(data, data, (before, after) => {
      expect(applyPatch(before, diffOf(before, after))).toEqual(after);
    }));
  });

  it("change nothing that they do not name, and nothing in place", () => {
    const before = { a: { b: 1 }, c: [1] };
    const after = applyPatch(before, { a: { d: 2 } });
    expect(after).toEqual({ a: { b: 1, d: 2 }, c: [1] });
    expect(before).toEqual({ a: { b: 1 }, c: [1] });
    expect(after.c).toBe(before.c);
  });

  it("do not reach a prototype", () => {
    const patched = applyPatch({}, JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject);
    expect(({} as JsonObject)["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  });

  it("tell true from 1", () => {
    expect(isSameJson(true, 1)).toBe(false);
    expect(diffOf({ a: 1 }, { a: true })).toEqual({ a: true });
  });
});

describe("merging", () => {
  it("takes the side that changed something", () => {
    fc.assert(fc.property(data, data, (base, other) => {
      expect(mergeOf(base, other, base)).toEqual({ data: other, conflicts: [] });
      expect(mergeOf(base, base, other)).toEqual({ data: other, conflicts: [] });
      expect(mergeOf(base, other, other)).toEqual({ data: other, conflicts: [] });
    }));
  });

  it("finds the same conflicts from both sides", () => {
    fc.assert(fc.property(data, data, data, (base, theirs, mine) => {
      const [one, other] = [mergeOf(base, theirs, mine), mergeOf(base, mine, theirs)];
      expect(one.conflicts.map((found) => found.field)).toEqual(other.conflicts.map((found) => found.field));
      if (one.conflicts.length === 0) {
        const sorted = (merged: JsonObject) => ({ ...merged, stops: [...((merged["stops"] as { id: string }[] | undefined) ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)) });
        expect(sorted(one.data)).toEqual(sorted(other.data));
      }
    }));
  });

  it("goes into list items by their ids", () => {
    const base = { stops: [{ id: "x", city: "Cluj" }, { id: "y", city: "Graz" }] };
    const theirs = { stops: [{ id: "x", city: "Turda" }, { id: "y", city: "Graz" }, { id: "z", city: "Wien" }] };
    const mine = { stops: [{ id: "y", city: "Linz" }, { id: "x", city: "Cluj" }] };
    expect(mergeOf(base, theirs, mine)).toEqual({
      data: { stops: [{ id: "y", city: "Linz" }, { id: "z", city: "Wien" }, { id: "x", city: "Turda" }] },
      conflicts: [],
    });
  });

  it("names a conflict with its three values", () => {
    const conflict = mergeOf({ stops: [{ id: "x", city: "a" }] }, { stops: [{ id: "x", city: "b" }] }, { stops: [{ id: "x", city: "c" }] });
    expect(conflict.conflicts).toEqual([{ field: "stops.x.city", base: "a", theirs: "b", mine: "c" }]);
    expect(conflict.data).toEqual({ stops: [{ id: "x", city: "b" }] });
  });
});

describe("an event", () => {
  const order = { id: "a", status: "draft", version: 3, data: { reference: "r" }, processing: 0, updatedAt: "" } as unknown as Order;
  const push = (event: string, version: number, more: JsonObject = {}): AnyPush => ({
    event, id: "", key: "", version, time: "", data: { orderId: "a", timestamp: "now", ...more },
  });

  it("that the copy has, or that is not of the order's sequence, changes nothing", () => {
    expect(applyEvent(order, push("order:updated", 3, { changes: { reference: "x" } }))).toBe(order);
    const { version: _, ...passing } = push("order:ai_processing", 1);
    expect(applyEvent(order, passing)).toBe(order);
  });

  it("after a hole, of an unknown kind, or without its order, needs a reload", () => {
    expect(applyEvent(order, push("order:updated", 5))).toBe(RELOAD);
    expect(applyEvent(order, push("order:teleported", 4))).toBe(RELOAD);
    expect(applyEvent(undefined, push("order:updated", 1))).toBe(RELOAD);
  });

  it("changes data, status and state", () => {
    expect(applyEvent(order, push("order:updated", 4, { changes: { reference: null, assignee: "ana" } }))).toEqual({
      ...order, version: 4, updatedAt: "now", data: { assignee: "ana" }, assignee: "ana",
    });
    const moved = applyEvent(order, push("order:status_changed", 4, { status: "confirmed", state: { hold: "why", stops: {} } }));
    expect(moved).toEqual({ ...order, version: 4, updatedAt: "now", status: "confirmed", hold: "why" });
  });

  it("changes the margin with the prices", () => {
    const changes = { sale: { amount: 0.3, currency: "EUR" }, purchase: { amount: 0.1, currency: "EUR" } };
    const after = applyEvent(order, push("order:updated", 4, { changes }));
    expect(after).toMatchObject({ margin: { amount: 0.2, currency: "EUR" } });
  });

  it("follows a document through its reading", () => {
    let copy: Order | undefined | typeof RELOAD = { ...order, documents: [] };
    const document = { documentId: "d", fileName: "a.pdf", contentType: "application/pdf", size: 1, sha256: "s", userId: "ana" };
    const steps: [string, JsonObject][] = [
      ["order:document_added", document],
      ["order:processing_failed", { documentId: "d", error: "encrypted", message: { ro: "", en: "" }, retryable: false }],
      ["order:document_retried", { documentId: "d", attempt: 2 }],
      ["order:validation_complete", { documentId: "d", kind: "invoice", confidence: 0.9, issues: [], fields: [] }],
    ];
    const seen = steps.map(([event, more]) => {
      if (copy === undefined || copy === RELOAD) throw new Error(event);
      copy = applyEvent(copy, push(event, copy.version + 1, more));
      return copy === RELOAD || !copy ? undefined : [copy.processing, copy.documents?.[0]?.state, copy.documents?.[0]?.attempt];
    });
    expect(seen).toEqual([[1, "processing", 1], [0, "failed", 1], [1, "processing", 2], [0, "read", 2]]);
  });
});
