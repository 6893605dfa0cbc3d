import type { OrderData } from "@freightwire/client";
import { describe, expect, test } from "vitest";
import { nameOf, valueText } from "../src/order/naming.js";

const WORDS: Record<string, string> = {
  "stop.unloading": "Unloading", "order.stops": "Stops", "order.goods": "Goods", "order.client": "Client", "order.uit": "UIT code",
  "field.city": "City", "field.name": "Name", "field.description": "Description", "field.yes": "yes", "field.no": "no",
};
const t = (key: string, values: Record<string, unknown> = {}): string => WORDS[key] ?? (values["defaultValue"] as string | undefined) ?? key;
const DATA = { stops: [{ id: "a", kind: "loading" }, { id: "b", kind: "unloading" }], goods: [{ id: "g" }] } as OrderData;

describe("a field", () => {
  test.each([
    ["stops.b.city", "Unloading 2 · City"], ["stops.1.city", "Unloading 2 · City"], ["stops.gone.city", "Stops · City"],
    ["goods.g.description", "Goods 1 · Description"], ["client.name", "Client · Name"], ["uit", "UIT code"], ["invoice.number", "invoice · number"],
  ])("%s is called %s", (path, name) => {
    expect(nameOf(path, DATA, t)).toBe(name);
  });

  test.each([
    ["stops.a.date", "2026-11-23", "23.11.2026"], ["issuedOn", "2026-11-23", "23.11.2026"], ["stops.a.timeFrom", "08:00:00", "08:00"], ["sale.amount", 1600, "1.600"],
    ["sale.vatIncluded", false, "no"], ["stops.b.kind", "unloading", "Unloading"], ["reference", "2026-11-23", "2026-11-23"],
  ])("%s with %s is shown as %s", (path, value, text) => {
    expect(valueText(path, value, t, "ro-RO")).toBe(text);
  });
});
