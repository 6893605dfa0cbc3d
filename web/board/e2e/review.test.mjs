/** Values that were read with less confidence than the organisation wants: shown, led to, agreed to. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, until } from "./desk.mjs";
import { field, noViolations } from "./page.mjs";

const ana = new Person("ana");
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

async function uploaded() {
  const { results } = await ana.upload("letter");
  const { orderId } = results[0];
  return until(async () => {
    const order = await ana.get(orderId);
    return order.processing === 0 && order;
  }, "the document");
}

/** An organisation that is content with nothing but certainty, and most of all with the client's name. */
async function opened(order) {
  const page = await signedIn(browser, "ana");
  await page.route("**/api/thresholds", async (route) => {
    const known = await (await route.fetch()).json();
    await route.fulfill({ json: { ...known, critical: ["client.name"], least: { "*": 1 } } });
  });
  await page.goto(`${page.url()}orders/${order.id}`);
  await field(page, "client.name").waitFor();
  return page;
}

test("the desk's own thresholds are the service's", async () => {
  const { least, critical } = await ana.call("GET", "/thresholds");
  const order = await uploaded();
  const of = (path) => path.replace(/^(stops|goods)\.[^.]+\./u, "$1.*.");
  const expected = Object.entries(order.sources)
    .filter(([path, { source, confidence }]) => source === "document" && confidence < (least[of(path)] ?? least["*"]))
    .map(([path]) => path);
  const page = await signedIn(browser, "ana", { path: `/orders/${order.id}` });
  await field(page, "client.name").waitFor();
  await until(() => page.locator(".confidence[data-level=high]").count(), "the thresholds");
  for (const path of expected) {
    const level = critical.includes(of(path)) ? "low" : "medium";
    await page.locator(`.field:has([data-path="${path}"]) .confidence[data-level=${level}]`).waitFor();
  }
  assert.equal(await page.locator(".field .confidence:not([data-level=high])").count(), expected.length);
  await page.context().close();
});

test("what was read with doubt is listed, leads to its field, and leaves the list when a person agrees", async () => {
  const order = await uploaded();
  const page = await opened(order);
  const unsure = page.locator("[data-testid=unsure]");
  await unsure.waitFor();
  await noViolations(page, "an order with doubtful values");
  const first = unsure.locator("li").first();
  assert.match(await first.innerText(), new RegExp(order.data.client.name, "u"), "what is critical comes first");
  await unsure.locator(".link").click();
  const read = Object.values(order.sources).filter(({ source, confidence }) => source === "document" && confidence < 1).length;
  assert.equal(await unsure.locator("li").count(), read);
  await first.locator("button").first().press("Enter");
  await until(() => page.evaluate(() => document.activeElement.dataset.path === "client.name"), "the field");
  await page.keyboard.press("Escape");

  await unsure.locator("li .agree").first().press("Enter");
  await until(async () => (await ana.get(order.id)).sources["client.name"].source === "person", "the agreement");
  const after = await ana.get(order.id);
  assert.deepEqual([after.data.client.name, after.sources["client.name"].by], [order.data.client.name, "ana"]);
  await until(async () => (await unsure.locator("li").count()) === read - 1, "the row to leave");
  // A single stop's value, though a list is edited as a whole.
  const path = Object.keys(order.sources).find((one) => /^stops\..*\.city$/u.test(one));
  await unsure.locator(`li:has([data-of="${path}"]) .agree`).click();
  await until(async () => (await ana.get(order.id)).sources[path].source === "person", "the agreement to a stop's value");
  await until(async () => (await unsure.locator("li").count()) === read - 2, "its row to leave");
  await page.context().close();
});
