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
  await ana.edit(order.id, { client: { name: `După reînnoire ${RUN} S.R.L.` } });
  await page.locator(".tbody .tr", { hasText: `După reînnoire ${RUN} S.R.L.` }).click();
  await field(page, "client.contact").fill("Sorin");
  await field(page, "client.contact").press("Enter");
  await until(async () => (await ana.get(order.id)).data.client.contact === "Sorin", "an edit under a renewed token");
  await page.context().close();
});

test("a token that is refused before its time: the person is asked, and somebody else who signs in instead sends nothing of theirs", async () => {
  const order = await ana.create(whole(`E2E-REFUSED-${RUN}`));
  const page = await newPage();
  let isRefused = false;
  await page.route("**/api/**", (route) => (isRefused ? route.fulfill({ status: 401, json: { title: "Unauthorized", status: 401, code: "token_invalid" } }) : route.continue()));
  await page.goto(`${BOARD}/orders/${order.id}`);
  await page.locator("#token").fill(tokenFor("ana"));
  await page.locator("form .button").click();
  await field(page, "reference").waitFor();
  await connected(page);
  isRefused = true;
  await field(page, "client.contact").fill("Sorin");
  await field(page, "client.contact").press("Enter");
  await page.locator("[data-testid=session-over]").waitFor();
  isRefused = false;
  await page.locator("#token").fill(tokenFor("mihai"));
  await page.locator("[data-testid=session-over] form .button").click();
  await page.locator("[data-testid=session-over]").waitFor({ state: "detached" });
  await connected(page);
  await field(page, "client.phone").fill("+40 700 000 001");
  await field(page, "client.phone").press("Enter");
  await until(async () => (await ana.get(order.id)).data.client.phone === "+40 700 000 001", "Mihai's edit");
  const { data, sources } = await ana.get(order.id);
  assert.deepEqual([data.client.contact ?? null, sources["client.phone"].by], [null, "mihai"], "Ana's edit waits for Ana");
  await page.context().close();
});

test("a company's token ends: the page says so, stays as it is with what was not sent and what is being typed, and goes on with the next token", async () => {
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
  await page.context().setOffline(false);
  await until(async () => (await ana.get(order.id)).data.client.contact === "Anke", "what waited for the network");
  await page.evaluate(() => { document.querySelector('[data-path="reference"]').dataset.same = "yes"; });
  // Typed, and not left, when the time is up.
  await field(page, "instructions").fill("Rampa 4, după ora 14");

  const over = page.locator("[data-testid=session-over]");
  await over.waitFor({ timeout: 120_000 });
  await noViolations(page, "the sign-in after a session");
  await page.keyboard.press("Escape");
  await over.locator("#token").fill("no.token.at-all");
  await over.locator("form .button").click();
  await over.locator("[role=alert]").waitFor();
  assert.equal((await ana.get(order.id)).data.instructions ?? null, null, "nothing is sent without a token");
  await enter(3600);
  await over.waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, `/orders/${order.id}`);
  assert.equal(await field(page, "reference").getAttribute("data-same"), "yes", "the page is still the same one");
  await until(async () => (await ana.get(order.id)).data.instructions === "Rampa 4, după ora 14", "what was being typed");
  await connected(page);
  await page.context().close();
});
