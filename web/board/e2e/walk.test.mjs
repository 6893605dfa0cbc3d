/** Somebody who has never seen the board: opens it, and goes by what can be read and clicked, up to the confirmed order. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOARD, openBrowser, Person, sample } from "./desk.mjs";
import { dropped, noViolations } from "./page.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("a stranger's walk: from the address to a confirmed order", async () => {
  // The same order is on the desk already, so that there is something to be warned of.
  await new Person("mihai").upload("stops_grid");
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ro-RO" });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const button = (name) => page.getByRole("button", { name });

  await page.goto(BOARD);
  await button("Continuă ca Ana").click();
  await button("Încarcă documente").waitFor();
  await dropped(page, { name: "comanda.pdf", bytes: sample("stops_grid") });
  const sent = page.getByRole("region", { name: "Încărcare" }).getByRole("listitem").filter({ hasText: "comanda.pdf" }).first();
  await sent.getByText("91 %").or(sent.locator("svg.good")).first().waitFor();
  await sent.getByRole("link", { name: "Deschide comanda" }).click();

  await page.getByRole("heading", { name: /^FW-/u }).waitFor();
  await page.locator(".page[data-drawn]").waitFor();
  const toCheck = page.getByRole("region", { name: "De verificat" });
  await toCheck.getByRole("listitem").first().waitFor();
  await noViolations(page, "an order with a warning");
  await button("Confirmă").click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Confirmă" }).click(); // without having ticked anything
  await dialog.getByRole("alert").waitFor();
  await noViolations(page, "what a step asks for");
  for (const warning of await dialog.getByRole("checkbox").all()) await warning.check();
  await dialog.getByRole("button", { name: "Confirmă" }).click();
  await page.locator(".order-head").getByText("Confirmată").waitFor();
  await toCheck.waitFor({ state: "detached" });

  const number = await page.getByRole("heading", { name: /^FW-/u }).innerText();
  const found = (await new Person("ana").active()).find((order) => order.number === number);
  assert.equal(found?.status, "confirmed");
  await context.close();
});
