/** Tokens end: those of the demonstration are renewed unseen, a company's are asked for again, and nothing is lost meanwhile. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOARD, openBrowser, Person, tokenFor, until } from "./desk.mjs";
import { connected, field, noViolations, whole } from "./page.mjs";

const ana = new Person("ana");
const RUN = Math.random().toString(36).slice(2, 8).toUpperCase();
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function newPage() {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ro-RO" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}

test("a token is renewed before it ends, over the open connection", async () => {
  const order = await ana.create(whole(`E2E-RENEW-${RUN}`));
  const page = await newPage();
  const seconds = 20;
  let given = 0;
  await page.route("**/dev/token", (route) => {
    given += 1;
    return route.fulfill({ json: { token: tokenFor("ana", { seconds }), expiresIn: seconds } });
  });
  await page.goto(BOARD);
  await page.locator(".person").first().click();
  await connected(page);
  const firstEnds = Date.now() + seconds * 1000;
  await until(() => given >= 3 && Date.now() > firstEnds, "two renewals, and the end of the first token", 180_000);
  await connected(page);
  await ana.edit(order.id, { client: { name: "După reînnoire S.R.L." } });
  await page.locator(".tbody .tr", { hasText: "După reînnoire S.R.L." }).click();
  await field(page, "client.contact").fill("Sorin");
  await field(page, "client.contact").press("Enter");
  await until(async () => (await ana.get(order.id)).data.client.contact === "Sorin", "an edit under a renewed token");
  await page.context().close();
});

test("a company's token ends: the page says so, keeps its place and what was not sent, and goes on with the next token", async () => {
  const order = await ana.create(whole(`E2E-ENDED-${RUN}`));
  const page = await newPage();
  const enter = async (seconds) => {
    await page.locator("#token").fill(tokenFor("ana", { seconds }));
    await page.locator("form .button").click();
  };
  await page.goto(`${BOARD}/orders/${order.id}`);
  await enter(45);
  await field(page, "reference").waitFor();
  await page.locator("[data-testid=session-ending]").waitFor();
  await noViolations(page, "a session that is about to end");
  await page.context().setOffline(true);
  await field(page, "client.contact").fill("Anke");
  await field(page, "client.contact").press("Enter");
  await page.locator("[data-testid=saving]").waitFor();

  await page.locator(".sign-in .note").waitFor({ timeout: 120_000 });
  await noViolations(page, "the sign-in after a session");
  await page.context().setOffline(false);
  await page.locator("#token").fill("no.token.at-all");
  await page.locator("form .button").click();
  await page.locator("[role=alert]").waitFor();
  await enter(3600);
  await field(page, "reference").waitFor();
  assert.equal(new URL(page.url()).pathname, `/orders/${order.id}`);
  await until(async () => (await ana.get(order.id)).data.client.contact === "Anke", "what was not sent before");
  await page.context().close();
});
