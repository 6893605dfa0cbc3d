import type { Order } from "@freightwire/client";
import { describe, expect, test } from "vitest";
import { columnsFor, nextSort, sorted } from "../src/board/columns.js";

const columns = columnsFor((key) => key, "ro");
function column(id: string) {
  const found = columns.find((one) => one.id === id);
  if (!found) throw new Error(`there is no column ${id}`);
  return found;
}
const order = (number: string, client: string, amount: number) => ({ id: number, number, status: "draft", updatedAt: "", data: { client: { name: client }, sale: { amount, currency: "EUR" } } }) as unknown as Order;
const ORDERS = [order("FW-10", "Șoimul", 300), order("FW-9", "Tarom", 20), order("FW-8", "Salva", 300)];
const numbers = (list: Order[]) => list.map((one) => one.number);

describe("a sorted table", () => {
  test("numbers by their size, texts as the language has them, what is alike as it was", () => {
    expect(numbers(sorted(ORDERS, columns, { column: "sale", descending: true }, "ro"))).toEqual(["FW-10", "FW-8", "FW-9"]);
    expect(numbers(sorted(ORDERS, columns, { column: "client", descending: false }, "ro"))).toEqual(["FW-8", "FW-10", "FW-9"]);
    expect(numbers(sorted(ORDERS, columns, { column: "number", descending: false }, "ro"))).toEqual(["FW-8", "FW-9", "FW-10"]);
  });

  test("is left alone where no column is asked for, or one that there is not", () => {
    expect(sorted(ORDERS, columns, null, "ro")).toBe(ORDERS);
    expect(sorted(ORDERS, columns, { column: "gone", descending: true }, "ro")).toBe(ORDERS);
  });

  test("a head asks for the likelier direction, then for the other, then for none", () => {
    const [first, second, third] = [nextSort(column("sale"), null), nextSort(column("sale"), { column: "sale", descending: true }), nextSort(column("sale"), { column: "sale", descending: false })];
    expect([first, second, third]).toEqual([{ column: "sale", descending: true }, { column: "sale", descending: false }, null]);
    expect(nextSort(column("client"), { column: "sale", descending: true })).toEqual({ column: "client", descending: false });
  });
});
