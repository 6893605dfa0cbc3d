import { applyPatch, type OrderData } from "@freightwire/client";
import { describe, expect, test } from "vitest";
import { dateOf, parsed, patchFor, patchForAll, stablePath, timeOf, typed, valueAt } from "../src/order/model.js";

const data: OrderData = {
  reference: "CT-118",
  client: { name: "Ceramica" },
  stops: [{ id: "a", city: "Cluj" }, { id: "b", city: "Linz", date: "2026-11-28" }],
};

describe("a field's path", () => {
  test("names list items by their ids", () => {
    expect(valueAt(data, "stops.b.city")).toBe("Linz");
    expect(stablePath(data, "stops.1.city")).toBe("stops.b.city");
    expect(stablePath(data, "stops.7.city")).toBe("stops.7.city");
    expect(stablePath(data, "client.name")).toBe("client.name");
  });

  test.each([["reference", "X"], ["client.name", "Y"], ["client.vatId", "RO1"], ["stops.b.city", "Wien"]])("%s set by a patch reads back", (path, value) => {
    expect(valueAt(applyPatch(data, patchFor(data, path, value)), path)).toBe(value);
  });

  test("is emptied without touching what is beside it", () => {
    const after = applyPatch(data, patchFor(data, "stops.b.date", undefined));
    expect(after.stops).toEqual([{ id: "a", city: "Cluj" }, { id: "b", city: "Linz" }]);
    expect(applyPatch(data, patchFor(data, "client.name", undefined)).client).toEqual({});
  });

  test("several become one patch", () => {
    const patch = patchForAll(data, [["client.name", "N"], ["client.vatId", "V"], ["stops.a.city", "Dej"], ["stops.b.city", "Wien"]]);
    const after = applyPatch(data, patch);
    expect(after.client).toEqual({ name: "N", vatId: "V" });
    expect(after.stops?.map((stop) => stop.city)).toEqual(["Dej", "Wien"]);
  });
});

describe("what is typed", () => {
  test.each([["12.600,5", 12600.5], ["12,600.5", 12600.5], ["12 600", 12600], ["12.600", 12600], ["1.234.567", 1234567], ["7,2", 7.2], ["0.125", 0.125], ["-4", -4]])(
    "%s is the number %d",
    (text, value) => {
      expect(parsed(text, "number")).toEqual({ ok: true, value });
    },
  );

  test.each(["abc", "12a", "--4"])("%s is no number", (text) => {
    expect(parsed(text, "number").ok).toBe(false);
  });

  test.each([["23.11.2026", "2026-11-23"], ["23/11/26", "2026-11-23"], ["3.1", "2026-01-03"], ["2026-11-23", "2026-11-23"], ["31.02.2026", undefined], ["soon", undefined]])(
    "%s is the date %s",
    (text, value) => {
      expect(dateOf(text, 2026)).toBe(value);
    },
  );

  test.each([["7", "07:00:00"], ["7:30", "07:30:00"], ["0730", "07:30:00"], ["25:00", undefined], ["7:75", undefined]])("%s is the time %s", (text, value) => {
    expect(timeOf(text)).toBe(value);
  });

  test("is what was shown: nothing changes by entering a field and leaving it", () => {
    for (const [value, type] of [[12600.5, "number"], [0.125, "number"], [1234567, "number"], ["2026-11-23", "date"], ["07:30:00", "time"], ["x", "text"], [true, "flag"], [false, "flag"]] as const) {
      for (const locale of ["ro-RO", "en-GB"]) expect(parsed(typed(value, type, locale), type)).toEqual({ ok: true, value });
    }
  });
});
