/** The gateway is killed under the page's feet, and started again by its supervisor: the page says so, and loses nothing. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, until } from "./desk.mjs";

const ana = new Person("ana");
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("a killed gateway", async () => {
  const order = await ana.create({ reference: "E2E-KILL", client: { name: "Înainte S.R.L." } });
  const page = await signedIn(browser, "mihai");
  await page.locator(".tbody .tr", { hasText: "E2E-KILL" }).waitFor();
  await page.evaluate(() => {
    window.seen = [];
    new MutationObserver(() => window.seen.push(document.querySelector(".connection")?.dataset.status))
      .observe(document.querySelector(".connection"), { attributes: true, attributeFilter: ["data-status"] });
  });
  process.kill(Number(process.env.GATEWAY_PID), "SIGKILL");
  await until(() => page.evaluate(() => window.seen.includes("reconnecting")), "the indicator");
  await ana.edit(order.id, { client: { name: "Între timp S.R.L." } });
  await page.locator(".connection[data-status=connected]").waitFor();
  await page.locator(".tbody .tr", { hasText: "Între timp S.R.L." }).waitFor();
  await ana.edit(order.id, { reference: "E2E-KILL-2" });
  await page.locator(".tbody .tr", { hasText: "E2E-KILL-2" }).waitFor();
  assert.equal(await page.locator(".tbody .tr", { hasText: "E2E-KILL" }).count(), 1);
  await page.context().close();
});
