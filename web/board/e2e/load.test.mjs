/**
 * A thousand orders that change all the time. What is asserted does not depend on how fast the machine is: what the page holds
 * is bounded, its heap does not grow with the number of changes, and in the end it shows what the server has. How smooth it is
 * meanwhile is measured by `make bench-board`.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, signedIn } from "./desk.mjs";
import { caughtUp, countTimers, fill, footprintOf, framesOf, heldBy, storm, watch } from "./storm.mjs";

const ORDERS = 1_000;
const MIB = 1024 * 1024;
/** Of 3,000 changes: what compiled code and the engine's own caches may still take after as many. */
const MOST_GROWTH = 4 * MIB;
/** Of a page with that many orders, all told. */
const MOST_BYTES = 32 * MIB;
/** What 20 visits to orders would leave many times over if each left anything behind; rows in sight differ by a few. */
const MOST_MORE = { nodes: 1_500, listeners: 60, timers: 6 };
let browser;

/** Opens orders one after the other, each from the board and back to it. */
async function visits(page, ids) {
  const go = (to) => page.evaluate((path) => { history.pushState({}, "", path); dispatchEvent(new PopStateEvent("popstate")); }, to);
  for (const id of ids) {
    await go(`/orders/${id}`);
    await page.locator('[data-path="client.name"]').waitFor();
    await go("/");
    await page.locator(".tbody .tr").first().waitFor();
  }
}

before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("1,000 orders and 50 changes a second: what the page holds is bounded, and nothing is missing", async () => {
  const ids = await fill(ORDERS, Math.random().toString(36).slice(2, 8));
  const page = await signedIn(browser, "mihai", { init: countTimers });
  await page.locator(".tbody .tr").nth(9).waitFor();
  await caughtUp(page);
  await watch(page);
  await storm(ids, { rate: 50, count: 1_000 });
  await caughtUp(page);
  await framesOf(page);
  await visits(page, ids.slice(0, 3));
  const [before, leftBefore] = [await heldBy(page), await footprintOf(page)];
  const changes = 3_000;
  await storm(ids, { rate: 50, count: changes });
  await caughtUp(page);
  const { published } = await framesOf(page);
  await visits(page, ids.slice(3, 23));
  const [held, left] = [await heldBy(page), await footprintOf(page)];
  assert.ok(published <= changes, `the store published ${String(published)} times for ${String(changes)} changes`);
  assert.equal(held.orders, before.orders);
  assert.ok(held.orderUpdates <= 200, `${String(held.orderUpdates)} updates are kept`);
  assert.deepEqual([held.optimisticUpdates, held.commandQueue, held.drift], [0, 0, 0]);
  assert.ok(held.rows < 60, `${String(held.rows)} rows are in the page`);
  assert.ok(left.bytes - leftBefore.bytes < MOST_GROWTH, `the heap grew from ${String(leftBefore.bytes)} to ${String(left.bytes)} bytes`);
  assert.ok(left.bytes < MOST_BYTES, `the heap is ${String(left.bytes)} bytes`);
  for (const [what, most] of Object.entries(MOST_MORE)) {
    assert.ok(left[what] - leftBefore[what] < most, `${what}: ${String(leftBefore[what])} before, ${String(left[what])} after`);
  }
  await page.locator(".segmented button").nth(1).click();
  await page.locator(".card").nth(9).waitFor();
  await storm(ids, { rate: 50, count: 200 });
  await caughtUp(page);
  await page.context().close();
});
