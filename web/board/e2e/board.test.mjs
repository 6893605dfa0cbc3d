/** The board in a real browser against a real system. Each test makes the orders that it works on. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOARD, openBrowser, Person, sample, signedIn, until } from "./desk.mjs";
import { connected, dropped, field, noViolations, opened as openedIn, whole } from "./page.mjs";
import { startProxy } from "./proxy.mjs";

const ana = new Person("ana");
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const RUN = Math.random().toString(36).slice(2, 8).toUpperCase();
const opened = (...asked) => openedIn(browser, ...asked);

test("two people in one order: presence, edits that come by themselves, a conflict that is settled", async () => {
  const order = await ana.create(whole(`E2E-TWO-${RUN}`));
  const [one, other] = [await opened("ana", order), await opened("mihai", order)];
  await one.locator(".order-head .avatar").first().waitFor();
  await field(other, "client.vatId").focus();
  await one.locator("[data-testid=editing]").waitFor();

  await field(other, "client.vatId").fill("RO1590082");
  await field(other, "client.vatId").press("Enter");
  await until(async () => (await field(one, "client.vatId").inputValue()) === "RO1590082", "the other's edit");

  await field(one, "sale.amount").focus();
  await field(one, "sale.amount").fill("1.300");
  await field(other, "sale.amount").fill("1.400");
  await field(other, "sale.amount").press("Enter");
  await one.locator(".field-note.amber").waitFor();
  assert.equal(await field(one, "sale.amount").inputValue(), "1.300", "what is being typed stays");
  await field(one, "sale.amount").press("Enter");
  const dialog = one.locator("[data-testid=conflict]");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /1\.200[\s\S]*1\.400[\s\S]*1\.300/u);
  await noViolations(one, "the conflict dialog");
  await dialog.locator("input[type=radio]").nth(1).check();
  await dialog.locator(".button.primary").click();
  await until(async () => (await ana.get(order.id)).data.sale.amount === 1300, "my value at the server");
  await until(async () => (await field(other, "sale.amount").inputValue()) === "1.300", "my value at the other");
  await one.context().close();
  await other.locator(".order-head .avatar").first().waitFor({ state: "detached" });
  await other.context().close();
});

test("a document is dropped, read stage by stage, corrected, and its order is confirmed", async () => {
  const page = await signedIn(browser, "ana");
  await dropped(page, { name: "planted_errors.pdf", bytes: sample("planted_errors") });
  await page.locator(".sent[data-stage=done]").waitFor();
  await noViolations(page, "the board with a batch");
  await page.locator(".sent a").click();
  await page.locator(".page[data-drawn]").waitFor();
  await page.locator(".box").first().waitFor();
  await noViolations(page, "an order with its document");

  const orderId = page.url().split("/").at(-1);
  const blocked = page.locator(".button.blocked");
  await blocked.click();
  await page.locator(".why-not li").first().waitFor();
  await page.keyboard.press("Escape");
  // A box leads to its field.
  await page.locator('.box[aria-label*="RO29056177"]').click();
  await until(() => page.evaluate(() => document.activeElement?.getAttribute("data-path") === "client.vatId"), "the field of the box");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("RO1590082");
  await page.keyboard.press("Enter");
  const { data } = await ana.get(orderId);
  const unloading = `stops.${data.stops[1].id}.date`;
  await field(page, unloading).fill("29.11.2026");
  await field(page, unloading).press("Enter");
  await page.locator(".issues").waitFor({ state: "detached" });
  await page.locator(".steps .button.primary").click();
  const needs = page.locator(".dialog");
  await until(async () => (await needs.count()) > 0 || (await ana.get(orderId)).status === "confirmed", "the step");
  for (const box of await needs.locator("input[type=checkbox]").all()) await box.check();
  if ((await needs.count()) > 0) await needs.locator(".button.primary").click();
  await until(async () => (await ana.get(orderId)).status === "confirmed", "the confirmed order");
  await page.locator(".order-head .status.blue").waitFor();
  await page.context().close();
});

test("without a network: reading and editing go on, and what was done is done once it is back", async () => {
  const order = await ana.create(whole(`E2E-OFFLINE-${RUN}`));
  const page = await opened("ana", order);
  await page.context().setOffline(true);
  await connected(page, "offline");
  await field(page, "reference").fill(`E2E-OFFLINE-2-${RUN}`);
  await field(page, "reference").press("Enter");
  await field(page, "client.contact").fill("Sorin");
  await field(page, "client.contact").press("Enter");
  await page.locator("[data-testid=saving]").waitFor();
  await page.locator(".banner.amber").waitFor();
  await noViolations(page, "an order without a network");
  assert.equal((await ana.get(order.id)).data.reference, `E2E-OFFLINE-${RUN}`);
  await ana.edit(order.id, { uit: "1A2C3D4E5F6H7J49" });
  await page.context().setOffline(false);
  await connected(page);
  await until(async () => (await ana.get(order.id)).data.client.contact === "Sorin", "the queued edits");
  const now = await ana.get(order.id);
  assert.equal(now.data.reference, `E2E-OFFLINE-2-${RUN}`);
  assert.equal(now.version, order.version + 3, "each was done once");
  await until(async () => (await field(page, "uit").inputValue()) === "1A2C3D4E5F6H7J49", "what others did meanwhile");
  await page.locator("[data-testid=saving]").waitFor({ state: "detached" });
  await page.context().close();
});

test("opened again without a network: the orders are there, and how old they are", async () => {
  await ana.create(whole(`E2E-AGAIN-${RUN}`));
  const page = await signedIn(browser, "ana");
  await page.locator(".tbody .tr", { hasText: `E2E-AGAIN-${RUN}` }).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(() => page.evaluate(async (reference) => {
    const found = await indexedDB.databases();
    if (!found.some((one) => one.name === "freightwire-board")) return false;
    const database = await new Promise((resolve) => { indexedDB.open("freightwire-board").onsuccess = (event) => resolve(event.target.result); });
    const snapshot = await new Promise((resolve) => { database.transaction("snapshots").objectStore("snapshots").get("last").onsuccess = (event) => resolve(event.target.result); });
    database.close();
    return JSON.stringify(snapshot ?? null).includes(reference);
  }, `E2E-AGAIN-${RUN}`), "the snapshot");
  await page.reload(); // what the page is made of goes through the worker now
  await page.locator(".tbody .tr", { hasText: `E2E-AGAIN-${RUN}` }).waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await page.locator(".tbody .tr", { hasText: `E2E-AGAIN-${RUN}` }).waitFor();
  await page.locator(".banner.amber").waitFor();
  await page.context().close();
});

test("a proxy refuses WebSockets: another transport takes over, and the WebSocket comes back", async () => {
  const order = await ana.create(whole(`E2E-FALLBACK-${RUN}`));
  const proxy = await startProxy();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const row = (text) => page.locator(".tbody .tr", { hasText: text }).waitFor();
  try {
    await page.goto(proxy.url);
    await page.locator(".person").first().click();
    await connected(page);
    await row(`E2E-FALLBACK-${RUN}`);
    proxy.block();
    await connected(page, "fallback");
    // Three attempts fail before another transport is tried; one that had only just opened counts among them.
    assert.ok(proxy.refused >= 2, "a WebSocket was tried again");
    await ana.edit(order.id, { client: { name: "Prin alt drum S.R.L." } });
    await row("Prin alt drum S.R.L.");
    await noViolations(page, "the board over a fallback");
    proxy.passesWebSockets = true;
    await connected(page);
    await ana.edit(order.id, { client: { name: "Iar pe WebSocket S.R.L." } });
    await row("Iar pe WebSocket S.R.L.");
    const { drift, loading } = await page.evaluate(() => window.freightwire.store.getState());
    assert.deepEqual([drift.found, loading], [0, "ready"]);
  } finally {
    await context.close();
    proxy.close();
  }
});

test("filters live in the address, the keyboard moves and opens, a changed row shows it", async () => {
  const order = await ana.create(whole(`E2E-KEYS-${RUN}`));
  await ana.create({ reference: `E2E-OTHER-${RUN}` });
  const page = await signedIn(browser, "mihai");
  await page.keyboard.press("/");
  await page.keyboard.type(`e2e-keys-${RUN.toLowerCase()}`);
  await until(async () => (await page.locator(".tbody .tr").count()) === 1, "the one that is sought");
  assert.match(page.url(), /q=e2e-keys/u);
  await page.reload();
  await until(async () => (await page.locator(".tbody .tr").count()) === 1, "the filter after a reload");
  await connected(page);
  await ana.edit(order.id, { sale: { amount: 999 } });
  await page.locator(".td[data-flash]").first().waitFor();
  await page.locator("#search").press("Tab");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("v");
  await page.locator(".kanban .card").waitFor();
  await noViolations(page, "the columns");
  await page.keyboard.press("v");
  await page.locator(".tbody .tr").waitFor();
  await page.keyboard.press("j");
  await page.locator(".tr[data-selected]").waitFor();
  await page.keyboard.press("?");
  await page.locator(".keys").waitFor();
  await noViolations(page, "the list of keys");
  await page.keyboard.press("Escape");
  await page.locator(".keys").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await field(page, "client.name").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".toolbar").waitFor();
  await page.context().close();
});

test("sign-in, both languages and both themes without a violation; a phone shows no sideways scrolling", async () => {
  const order = await ana.create(whole(`E2E-AXE-${RUN}`));
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const first = await context.newPage();
  await first.goto(BOARD);
  await first.locator(".person").first().waitFor();
  await noViolations(first, "the sign-in");
  await first.locator("#token").fill("no.token.at-all");
  await first.locator("form .button").click();
  await first.locator("[role=alert]").waitFor();
  await context.close();
  const dark = await opened("elena", order, { theme: "dark", language: "en" });
  await noViolations(dark, "an order, dark");
  await dark.locator(".side-tabs [data-tab=history]").click();
  await dark.locator(".history li").first().waitFor();
  await noViolations(dark, "the history, dark");
  await dark.keyboard.press("Escape");
  await dark.locator(".tbody .tr").first().waitFor();
  await noViolations(dark, "the table, dark");
  await dark.context().close();
  const phone = await opened("ana", order, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const isWide = () => phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(await isWide(), false, "the order");
  await noViolations(phone, "an order on a phone");
  for (const tab of ["documents", "history"]) {
    await phone.locator(`.side-tabs [data-tab=${tab}]`).click();
    await phone.locator(tab === "history" ? ".history li" : ".order-side .empty").first().waitFor();
    assert.equal(await isWide(), false, tab);
    await noViolations(phone, `${tab} on a phone`);
  }
  await phone.locator(".order-head a").click();
  await phone.locator(".tbody .tr").first().waitFor();
  assert.equal(await isWide(), false, "the board");
  await noViolations(phone, "the board on a phone");
  await phone.context().close();
});
