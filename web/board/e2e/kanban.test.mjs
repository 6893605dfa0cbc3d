/** Orders are moved between columns: by dragging, by a menu, by keys; and why not. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, until } from "./desk.mjs";
import { connected, noViolations, whole } from "./page.mjs";

const ana = new Person("ana");
const RUN = Math.random().toString(36).slice(2, 8).toUpperCase();
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const GOODS = [{ description: "gresie", package: "paleți", quantity: 20, grossKg: 18_000 }];
const ready = (name, more = {}) => whole(`E2E-${name}-${RUN}`, { goods: GOODS, ...more });
const lane = (page, status) => page.locator(`.lane[data-status=${status}]`);
const card = (page, order) => page.locator(`.card[data-order="${order.id}"]`);

async function columns(user) {
  const page = await signedIn(browser, user);
  // Of this run alone, so that all columns are short.
  await page.locator("#search").fill(RUN);
  await page.locator(".segmented button").nth(1).click();
  await page.locator(".kanban").waitFor();
  await page.evaluate(() => document.activeElement.blur());
  return page;
}

test("dragged to where a step leads, an order takes that step; elsewhere it stays, and it is said why", async () => {
  const [order, lacking] = [await ana.create(ready("DRAG")), await ana.create({ reference: `E2E-LACKING-${RUN}` })];
  const page = await columns("ana");
  await card(page, order).dragTo(lane(page, "confirmed"));
  await lane(page, "confirmed").locator(`[data-order="${order.id}"]`).waitFor();
  await until(async () => (await ana.get(order.id)).status === "confirmed", "the confirmed order");

  // Over a column that it cannot go to, the reason is there before anything is let go.
  await card(page, lacking).hover();
  await page.mouse.down();
  await lane(page, "confirmed").hover();
  await lane(page, "confirmed").hover({ position: { x: 40, y: 200 } });
  await lane(page, "confirmed").locator(".lane-hint").waitFor();
  await page.locator(".lane[data-move=blocked]").first().waitFor();
  await page.mouse.up();
  await page.locator(".toast[data-tone=amber]").waitFor();
  await noViolations(page, "why an order cannot be moved");
  assert.equal((await ana.get(lacking.id)).status, "draft");
  await lane(page, "draft").locator(`[data-order="${lacking.id}"]`).waitFor();

  // No step leads from a draft to the invoice.
  await card(page, lacking).dragTo(lane(page, "offered"));
  await page.locator(".toast", { hasText: "Ofertată" }).waitFor();
  assert.equal((await ana.get(lacking.id)).status, "draft");
  await page.context().close();
});

test("a step that asks for something asks for it after the drop", async () => {
  const carrier = { carrier: { name: "Olt Cargo S.R.L." }, purchase: { amount: 950, currency: "EUR" } };
  const order = await ana.create(ready("ASKS", carrier));
  await ana.take(order.id, "confirm");
  await ana.take(order.id, "offer");
  const page = await columns("elena");
  // The carrier may have declined, or a team lead takes it back: the person says which.
  await card(page, order).dragTo(lane(page, "confirmed"));
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Retrage atribuirea" }).click();
  await dialog.locator("textarea").fill("clientul a schimbat data");
  await noViolations(page, "what a drop asks for");
  await dialog.locator(".button.primary").click();
  await until(async () => (await ana.get(order.id)).status === "confirmed", "the order that was taken back");
  await page.context().close();
});

test("without a pointer: keys go from card to card, a menu says where each can go, and the focus goes with it", async () => {
  const order = await ana.create(ready("KEYS"));
  const page = await columns("mihai");
  await connected(page);
  await card(page, order).waitFor();
  const isFocused = (id) => page.evaluate((wanted) => document.activeElement?.closest("[data-order]")?.dataset.order === wanted, id);
  await until(async () => {
    await page.keyboard.press("ArrowDown");
    return isFocused(order.id);
  }, "the card by its keys");
  await page.keyboard.press("m");
  const menu = page.getByRole("menu");
  await menu.getByRole("menuitem", { name: /^Confirmată/u }).waitFor();
  await noViolations(page, "where an order can go");
  assert.match(await menu.innerText(), /Niciun pas nu duce/u);
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await page.keyboard.press("m");
  await menu.getByRole("menuitem", { name: /^Confirmată/u }).focus();
  await page.keyboard.press("Enter");
  await lane(page, "confirmed").locator(`[data-order="${order.id}"]`).waitFor();
  await until(async () => (await ana.get(order.id)).status === "confirmed", "the confirmed order");
  await until(() => isFocused(order.id), "the focus on the card in its new column");
  await page.context().close();
});
