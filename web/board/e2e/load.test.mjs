/**
 * A thousand orders that change all the time. What is asserted does not depend on how fast the machine is: what the page holds
 * is bounded, its heap does not grow with the number of changes, and in the end it shows what the server has. How smooth it is
 * meanwhile is measured by `make bench-board`.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, signedIn } from "./desk.mjs";
import { caughtUp, fill, framesOf, heapOf, heldBy, storm, watch } from "./storm.mjs";

const ORDERS = 1_000;
const MIB = 1024 * 1024;
/** Of 3,000 changes: what compiled code and the engine's own caches may still take after as many. */
const MOST_GROWTH = 4 * MIB;
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("1,000 orders and 50 changes a second: what the page holds is bounded, and nothing is missing", async () => {
  const ids = await fill(ORDERS, Math.random().toString(36).slice(2, 8));
  const page = await signedIn(browser, "mihai");
  await page.locator(".tbody .tr").nth(9).waitFor();
  await caughtUp(page);
  await watch(page);
  await storm(ids, { rate: 50, count: 1_000 });
  await caughtUp(page);
  await framesOf(page);
  const [before, heapBefore] = [await heldBy(page), await heapOf(page)];
  const changes = 3_000;
  await storm(ids, { rate: 50, count: changes });
  await caughtUp(page);
  const { published } = await framesOf(page);
  const [held, heap] = [await heldBy(page), await heapOf(page)];
  assert.ok(published <= changes, `the store published ${String(published)} times for ${String(changes)} changes`);
  assert.equal(held.orders, before.orders);
  assert.ok(held.orderUpdates <= 200, `${String(held.orderUpdates)} updates are kept`);
  assert.deepEqual([held.optimisticUpdates, held.commandQueue, held.drift], [0, 0, 0]);
  assert.ok(held.rows < 60, `${String(held.rows)} rows are in the page`);
  assert.ok(heap - heapBefore < MOST_GROWTH, `the heap grew from ${String(heapBefore)} to ${String(heap)} bytes`);
  await page.locator(".segmented button").nth(1).click();
  await page.locator(".card").nth(9).waitFor();
  await storm(ids, { rate: 50, count: 200 });
  await caughtUp(page);
  await page.context().close();
});
