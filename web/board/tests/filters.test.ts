import type { Order } from "@freightwire/client";
import { describe, expect, test } from "vitest";
import { filtersOf, isFound, isWanted, paramsOf } from "../src/board/filters.js";

const order = (part: Partial<Order> = {}): Order => ({
  id: "1", number: "FW-2026-000007", status: "confirmed", version: 3, processing: 0, createdBy: "ana", createdAt: "", updatedAt: "",
  data: { client: { name: "Ceramica Carpați S.A." }, reference: "CT-118", stops: [{ city: "Timișoara" }], vehicle: { truckPlate: "B108TRK" } },
  ...part,
});

describe("filters", () => {
  test("come back from the address as they went into it", () => {
    const filters = filtersOf(new URLSearchParams("q=linz&status=draft,confirmed&mine=1&attention=1&view=kanban&sort=-sale"));
    expect(filters).toEqual({
      q: "linz", status: ["draft", "confirmed"], mine: true, attention: true, view: "kanban", sort: { column: "sale", descending: true },
    });
    expect(filtersOf(paramsOf(filters))).toEqual(filters);
  });

  test("what is no status is left out, and nothing asks for nothing", () => {
    expect(filtersOf(new URLSearchParams("status=nonsense")).status).toEqual([]);
    expect(paramsOf(filtersOf(new URLSearchParams())).toString()).toBe("");
  });

  test.each([["carpati timisoara", true], ["b108", true], ["000007 ct-118", true], ["carpati oradea", false], ["  ", true]])(
    "%s is found without marks and in any order: %s",
    (q, isThere) => {
      expect(isFound(order(), q)).toBe(isThere);
    },
  );

  test("mine are those I made or was given", () => {
    const mine = { ...filtersOf(new URLSearchParams()), mine: true };
    expect(isWanted(order({ createdBy: "mihai" }), mine, "ana")).toBe(false);
    expect(isWanted(order({ createdBy: "mihai", assignee: "ana" }), mine, "ana")).toBe(true);
  });

  test("attention is a review, a hold or a problem", () => {
    const attention = { ...filtersOf(new URLSearchParams()), attention: true };
    expect(isWanted(order(), attention, "ana")).toBe(false);
    expect(isWanted(order({ hold: "client" }), attention, "ana")).toBe(true);
    expect(isWanted(order({ status: "needs_review" }), attention, "ana")).toBe(true);
  });
});
