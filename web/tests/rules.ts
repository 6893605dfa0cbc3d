/** The client's rules about orders, for tests that compare them with the services': JSON lines in, JSON lines out. */

import { createInterface } from "node:readline";
import { applyEvent, applyPatch, diffOf, mergeOf, RELOAD, type AnyPush, type JsonObject, type Order } from "@freightwire/client";

type Question =
  | { rule: "patch"; target: JsonObject; patch: JsonObject }
  | { rule: "diff"; before: JsonObject; after: JsonObject }
  | { rule: "merge"; base: JsonObject; theirs: JsonObject; mine: JsonObject }
  | { rule: "events"; order: Order; pushes: AnyPush[] };

function answer(question: Question): unknown {
  switch (question.rule) {
    case "patch":
      return applyPatch(question.target, question.patch);
    case "diff":
      return diffOf(question.before, question.after);
    case "merge":
      return mergeOf(question.base, question.theirs, question.mine);
    case "events":
      return question.pushes.reduce<unknown>(
        (order, push) => (order === "reload" ? order : whole(applyEvent(order as Order, push))),
        question.order,
      );
  }
}

function whole(order: Order | undefined | typeof RELOAD): unknown {
  return order === RELOAD ? "reload" : order;
}

createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Question) ?? null)}\n`);
});
