import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import type { QueuedCommand } from "../src/commands/command.js";
import { IndexedDbStorage, MemoryStorage, type CommandStorage } from "../src/commands/storage.js";
import { liveDesk } from "../../testing/desk.js";

const command = (operationId: string, createdAt: number): QueuedCommand => ({
  kind: "create",
  operationId,
  orderId: operationId,
  createdAt,
  page: "p",
  attempts: 0,
  data: { reference: operationId },
});

let accounts = 0;
const KINDS: [string, () => CommandStorage][] = [
  ["IndexedDB", () => new IndexedDbStorage(`account-${String(++accounts)}`)],
  ["memory", () => new MemoryStorage()],
];

describe.each(KINDS)("%s", (_, make) => {
  it("keeps commands in their order until they are removed", async () => {
    const storage = make();
    for (const [id, at] of [["b", 1], ["a", 2], ["c", 3]] as const) await storage.put(command(id, at));
    await storage.remove("a");
    await storage.put({ ...command("c", 3), attempts: 4 });
    expect(await storage.load()).toEqual([command("b", 1), { ...command("c", 3), attempts: 4 }]);
  });
});

it("accounts do not see one another's commands", async () => {
  await new IndexedDbStorage("alpha/ana").put(command("a", 1));
  expect(await new IndexedDbStorage("alpha/bob").load()).toEqual([]);
  expect(await new IndexedDbStorage("alpha/ana").load()).toHaveLength(1);
});

it("a command that cannot be kept is still sent, and it is said so", async () => {
  const storage = new MemoryStorage();
  storage.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const fake = await liveDesk({ desk: { storage } }, (server) => server.create("a", { reference: "old" }));
  const sent = fake.desk.store.getState().updateOrder("a", { reference: "new" });
  await fake.world.clock.advance(100);
  await expect(sent).resolves.toMatchObject({ version: 2 });
  expect(fake.desk.store.getState().storageProblem).toBe("full");
});
