/** Takes docs/pictures/board_*.png of a running system ("make up"): npm run pictures. */

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BOARD, openBrowser, Person, SAMPLE_NAMES, sample, signedIn } from "../desk.mjs";
import { seed } from "./seed.mjs";
import { strip } from "./strip.mjs";

const target = process.env.PICTURES ?? fileURLToPath(new URL("../../../../docs/pictures/", import.meta.url));
mkdirSync(target, { recursive: true });
const only = process.argv.slice(2);
const take = async (page, name) => {
  await page.evaluate(async () => {
    await document.fonts.ready;
    // What comes in by itself has come; what flashes still does.
    await Promise.all(document.getAnimations().filter((one) => ["rise", "fade"].includes(one.animationName)).map((one) => one.finished));
  });
  await page.screenshot({ path: `${target}board_${name}.png` });
  console.log(`board_${name}.png`);
};
const wanted = (name) => only.length === 0 || only.includes(name);

const ana = new Person("ana");
const found = (await ana.call("GET", "/orders?limit=200")).items;
const documents = found.length < 20 ? await seed() : Object.fromEntries(
  (await Promise.all(found.filter((one) => one.status === "needs_review").map((one) => ana.get(one.id))))
    .map((order) => [order.documents?.[0]?.fileName.replace(".pdf", ""), order.id]),
);
const browser = await openBrowser();
try {
  if (wanted("sign_in")) {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "ro-RO" });
    await page.goto(BOARD);
    await page.locator(".person").first().waitFor();
    await take(page, "sign_in");
    await page.close();
  }
  const mihai = await signedIn(browser, "mihai", { path: `/orders/${documents.planted_errors}` });
  const page = await signedIn(browser, "ana");
  if (wanted("table")) {
    await page.locator(".tbody .tr").nth(8).waitFor();
    const row = page.locator(".tbody .tr").nth(4);
    const id = await row.getAttribute("data-order");
    await new Person("mihai").edit(id, { sale: { amount: 1455 } });
    await page.locator(`[data-order="${id}"] .td[data-flash]`).first().waitFor();
    await take(page, "table");
  }
  if (wanted("kanban")) {
    await page.goto(`${BOARD}/?view=kanban`);
    await page.locator(".card").nth(10).waitFor();
    await page.locator(".connection[data-status=connected]").waitFor();
    await take(page, "kanban");
    // A draft in which something is missing, over a column that it cannot go to.
    const draft = page.locator(".lane[data-status=draft] .card").first();
    await draft.hover();
    await page.mouse.down();
    for (const y of [150, 220]) await page.locator(".lane[data-status=offered]").hover({ position: { x: 60, y } });
    await page.locator(".lane-hint").waitFor();
    await take(page, "kanban_drag");
    await page.mouse.up();
  }
  if (wanted("order")) {
    await mihai.locator('[data-path="client.vatId"]').focus();
    await page.goto(`${BOARD}/orders/${documents.planted_errors}`);
    await page.locator(".page[data-drawn]").waitFor();
    await page.locator("[data-testid=editing]").waitFor();
    await page.locator('[data-path="client.name"]').focus();
    await take(page, "order");
  }
  if (wanted("why_not")) {
    await page.goto(`${BOARD}/orders/${documents.planted_errors}`);
    await page.locator(".button.blocked").first().click();
    await page.locator(".why-not").waitFor();
    await page.locator(".page[data-drawn]").waitFor();
    await take(page, "why_not");
  }
  if (wanted("conflict")) {
    await page.goto(`${BOARD}/orders/${documents.stops_grid}`);
    await page.locator(".page[data-drawn]").waitFor();
    const field = page.locator('[data-path="sale.amount"]');
    await field.focus();
    await field.fill(String(1600 + (Date.now() % 90)));
    const theirs = 1700 + (Date.now() % 90);
    await new Person("mihai").edit(documents.stops_grid, { sale: { amount: theirs } });
    await page.locator(".field-note.amber").first().waitFor();
    await field.press("Enter");
    await page.locator("[data-testid=conflict]").waitFor();
    await take(page, "conflict");
    await page.keyboard.press("Escape");
  }
  if (wanted("upload")) {
    await page.goto(BOARD);
    await page.locator(".tbody .tr").first().waitFor();
    await page.locator(".connection[data-status=connected]").waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.locator(".toolbar .button.primary").click();
    await (await chooser).setFiles(SAMPLE_NAMES.slice(0, 6).map((name) => ({ name: `${name}.pdf`, mimeType: "application/pdf", buffer: sample(name) })));
    await page.locator(".sent[data-stage=done]").first().waitFor();
    await take(page, "upload");
    await page.locator(".batch .button.icon").first().click();
  }
  if (wanted("history")) {
    await page.goto(`${BOARD}/orders/${documents.stops_grid}`);
    await page.locator(".side-tabs [data-tab=history]").click();
    await page.locator(".history li").first().waitFor();
    await take(page, "history");
  }
  if (wanted("notifications")) {
    await page.goto(BOARD);
    await page.locator(".tbody .tr").first().waitFor();
    await page.locator("[data-testid=notifications]").click();
    await page.locator(".notification").first().waitFor();
    await take(page, "notifications");
    await page.keyboard.press("Escape");
  }
  if (wanted("offline")) {
    await page.goto(BOARD);
    await page.locator(".tbody .tr").first().waitFor();
    await page.locator(".connection[data-status=connected]").waitFor();
    const id = await page.locator(".tbody .tr").nth(2).getAttribute("data-order");
    await page.locator(`[data-order="${id}"]`).click();
    await page.locator('[data-path="reference"]').waitFor();
    await page.context().setOffline(true);
    await page.locator('[data-path="reference"]').fill("NFS-2026-8100");
    await page.locator('[data-path="reference"]').press("Enter");
    await page.locator(".banner.amber").waitFor();
    await page.locator("[data-testid=connection]").click();
    await take(page, "offline");
    await page.context().setOffline(false);
  }
  await mihai.context().close();
  await page.context().close();
  if (wanted("two")) {
    writeFileSync(`${target}board_two.png`, await strip(browser, documents.bordered_table));
    console.log("board_two.png");
  }
  if (wanted("dark")) {
    const dark = await signedIn(browser, "ana", { theme: "dark", path: `/orders/${documents.stops_grid}` });
    await dark.locator(".page[data-drawn]").waitFor();
    await take(dark, "dark");
    await dark.goto(BOARD);
    await dark.locator(".tbody .tr").nth(5).waitFor();
    await dark.locator(".connection[data-status=connected]").waitFor();
    await take(dark, "table_dark");
    await dark.context().close();
  }
  if (wanted("phone")) {
    const phone = await signedIn(browser, "ana", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await phone.locator(".tbody .tr").nth(3).waitFor();
    await take(phone, "phone");
    await phone.goto(`${BOARD}/orders/${documents.stops_grid}`);
    await phone.locator('[data-path="client.name"]').waitFor();
    await take(phone, "phone_order");
    await phone.context().close();
  }
} finally {
  await browser.close();
}
