import type { OrderStatus } from "@freightwire/client";
import { ACTIVE_STATUSES } from "@freightwire/react";
import { describe, expect, test } from "vitest";
import { destinationsOf, neighbour, reasonsOf } from "../src/board/moving.js";
import type { Transition } from "../src/order/transitions.js";

const step = (name: string, targets: OrderStatus[], part: Partial<Transition> = {}): Transition => ({ name, targets, allowed: true, needs: [], whyNot: [], ...part });
const why = (...codes: string[]) => ({ allowed: false, whyNot: codes.map((code) => ({ kind: "state" as const, code, message: { ro: `ro ${code}`, en: code } })) });
const to = (transitions: Transition[], status: OrderStatus, from: OrderStatus = "confirmed") =>
  destinationsOf(from, transitions, ACTIVE_STATUSES).find((one) => one.status === status);

describe("an order can be moved", () => {
  test("to the columns that its steps lead to, and never to its own", () => {
    const transitions = [step("offer", ["offered"]), step("assign_direct", ["assigned"]), step("hold", [])];
    const found = destinationsOf("confirmed", transitions, ACTIVE_STATUSES);
    expect(found.filter((one) => one.steps.length > 0).map((one) => one.status)).toEqual(["offered", "assigned"]);
    expect(found.some((one) => one.status === "confirmed")).toBe(false);
  });

  test("by one of several steps, where they come to the same", () => {
    const found = to([step("decline", ["confirmed"]), step("unassign", ["confirmed"])], "confirmed", "offered");
    expect(found?.steps.map((one) => one.name)).toEqual(["decline", "unassign"]);
  });

  test("not by a step of another state, nor where nobody can say what comes of it", () => {
    const transitions = [step("accept", ["assigned"], why("wrong_status")), step("reopen", ["delivered", "invoiced"])];
    for (const status of ["assigned", "delivered", "invoiced"] as const) {
      expect(to(transitions, status)).toMatchObject({ steps: [], blocked: [] });
    }
  });

  test("not where something is in the way: each reason once", () => {
    const found = to([step("offer", ["offered"], why("on_hold", "no_carrier")), step("other", ["offered"], why("on_hold"))], "offered");
    expect(found?.steps).toEqual([]);
    expect(found && reasonsOf(found).map((reason) => reason.en)).toEqual(["on_hold", "no_carrier"]);
  });

  test("on the road by its stops alone", () => {
    const transitions = [step("stop_done", ["in_progress", "delivered"], { needs: [] })];
    expect(to(transitions, "delivered", "assigned")).toMatchObject({ steps: [], byStops: true });
  });
});

describe("the keyboard", () => {
  const lanes = [["a", "b"], [], ["c"], ["d", "e"]];

  test.each([
    [null, "j", "a"], ["a", "j", "b"], ["b", "j", "b"], ["b", "k", "a"], ["a", "k", "a"], ["b", "l", "c"], ["c", "ArrowRight", "d"], ["e", "h", "c"], ["a", "h", "a"], ["e", "l", "e"],
  ])("from %s by %s to %s", (from, key, expected) => {
    expect(neighbour(lanes, from, key)).toBe(expected);
  });

  test("finds nothing where there is nothing", () => {
    expect(neighbour([[], []], null, "j")).toBeNull();
  });
});
