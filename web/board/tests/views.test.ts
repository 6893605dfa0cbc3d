import { describe, expect, test } from "vitest";
import { columnsOf, fresh } from "../src/board/changed.js";
import { margin } from "../src/format.js";
import { en } from "../src/i18n/en.js";
import { ro } from "../src/i18n/ro.js";
import { stepsOf, type Transition } from "../src/order/transitions.js";

const update = (part: object) => ({ id: "e", orderId: "o", event: "order:updated" as const, version: 2, at: 1_000, userId: "mihai", fields: ["sale.amount"], isOwn: false, ...part });
const step = (name: string, part: Partial<Transition> = {}): Transition => ({ name, allowed: true, needs: [], targets: [], whyNot: [], ...part });
const why = (code: string) => [{ kind: "state" as const, code, message: { ro: "", en: "" } }];

describe("a row that changed", () => {
  test("shows it in the columns of what changed, for a while, and not for one's own edits", () => {
    expect(columnsOf(update({}))).toEqual(["sale", "margin"]);
    expect(columnsOf(update({ event: "order:status_changed", fields: [] }))).toEqual(["status"]);
    expect([...(fresh([update({}), update({ id: "f", fields: ["stops"] })], 2_000).get("o")?.columns ?? [])]).toEqual(["sale", "margin", "route", "loading", "unloading"]);
    expect(fresh([update({})], 9_000).size).toBe(0);
    expect(fresh([update({ isOwn: true })], 1_500).size).toBe(0);
  });
});

describe("steps", () => {
  test("the likely ones first, also where something is in the way; those elsewhere not at all", () => {
    const { main, more } = stepsOf([
      step("confirm", { allowed: false, whyNot: why("errors_open") }), step("offer", { allowed: false, whyNot: why("wrong_status") }),
      step("release", { allowed: false, whyNot: why("not_on_hold") }), step("hold"), step("stop_done"),
    ]);
    expect(main.map((one) => one.name)).toEqual(["confirm"]);
    expect(more.map((one) => one.name)).toEqual(["release", "hold"]);
  });
});

test("a margin is between prices of one currency", () => {
  expect(margin({ sale: { amount: 1000, currency: "EUR" }, purchase: { amount: 900, currency: "EUR" } })).toEqual({ value: 100, percent: 10 });
  expect(margin({ sale: { amount: 1000, currency: "EUR" }, purchase: { amount: 900, currency: "RON" } })).toBeNull();
});

test("no text is empty in either language", () => {
  const texts = (value: unknown): string[] => (typeof value === "string" ? [value] : Object.values(value as object).flatMap(texts));
  for (const text of [...texts(ro), ...texts(en)]) expect(text).not.toBe("");
});
