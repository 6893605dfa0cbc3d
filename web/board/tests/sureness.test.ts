import type { Order, Thresholds } from "@freightwire/client";
import { describe, expect, test } from "vitest";
import { fieldOf, leastOf, levelOf, percentOf, unsureOf } from "../src/order/sureness.js";

const THRESHOLDS: Thresholds = { autoConfirm: false, required: ["sale.amount"], critical: ["sale.amount", "stops.*.city"], least: { "*": 0.85, "sale.amount": 0.98, "stops.*.city": 0.9 } };
const read = (confidence: number) => ({ source: "document", by: "d", confidence });
const person = { source: "person", by: "ana", confidence: 1 };

describe("how sure a value must be", () => {
  test.each([["stops.0190f0c2.city", "stops.*.city"], ["stops.0.city", "stops.*.city"], ["sale.amount", "sale.amount"], ["stops", "stops"]])("%s is of the field %s", (path, field) => {
    expect(fieldOf(path)).toBe(field);
  });

  test("is said by field, and for all others by one number", () => {
    expect([leastOf(THRESHOLDS, "sale.amount"), leastOf(THRESHOLDS, "stops.x.city"), leastOf(THRESHOLDS, "reference")]).toEqual([0.98, 0.9, 0.85]);
  });

  test("is judged as the service does: at the threshold is enough", () => {
    expect(levelOf(THRESHOLDS, "sale.amount", 0.98)).toBe("high");
    expect(levelOf(THRESHOLDS, "sale.amount", 0.979)).toBe("low");
    expect(levelOf(THRESHOLDS, "reference", 0.849)).toBe("medium");
    expect(levelOf(null, "sale.amount", 0.1)).toBeUndefined();
  });
});

test("a share is said in whole percent, and not as more than it is", () => {
  expect([0.29, 0.57, 0.949, 1].map(percentOf)).toEqual([29, 57, 94, 100]);
});

describe("what to look at", () => {
  const order = {
    data: {
      client: { name: "Iveria" }, carrier: {}, reference: "77", sale: { amount: 1 }, purchase: {}, vehicle: {}, totals: {}, temperature: {},
      stops: [{ id: "b", city: "Cluj" }, { id: "a", city: "Linz" }], goods: [],
    },
    sources: { "sale.amount": read(0.97), reference: read(0.5), "client.name": person, "stops.a.city": read(0.2), "stops.b.city": read(0.3), "vehicle.driver": read(0.1), stops: read(0.1) },
  } as unknown as Order;

  test("the critical first, in the page's order; nothing that a person gave, that is empty, or that is a list", () => {
    expect(unsureOf(order, THRESHOLDS)).toEqual([
      { path: "stops.b.city", level: "low", confidence: 0.3 }, { path: "stops.a.city", level: "low", confidence: 0.2 },
      { path: "sale.amount", level: "low", confidence: 0.97 }, { path: "reference", level: "medium", confidence: 0.5 },
    ]);
  });

  test("nothing where the thresholds are not known, or for whoever may not see where values came from", () => {
    expect(unsureOf(order, null)).toEqual([]);
    expect(unsureOf({ data: order.data }, THRESHOLDS)).toEqual([]);
  });
});
