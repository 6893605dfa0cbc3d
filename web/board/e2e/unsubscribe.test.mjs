/** The link in a mail that stops mail, opened by somebody who uses the board in the same browser. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, until } from "./desk.mjs";
import { connected } from "./page.mjs";

const LINK = process.env.UNSUBSCRIBE_LINK;
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("the link asks, stops mail, and leaves the board as it was, without a network too", async () => {
  const ana = new Person("ana");
  const page = await signedIn(browser, "ana");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload(); // what the page is made of goes through its worker now
  await connected(page);

  const other = await page.context().newPage();
  await other.goto(LINK);
  await other.getByRole("heading", { name: "Dezabonare" }).waitFor();
  assert.equal((await ana.call("GET", "/preferences")).email, true, "a link that was only opened changes nothing");
  await other.getByRole("button", { name: "Nu mai doresc e-mailuri" }).click();
  await other.getByText("Gata").waitFor();
  await until(async () => (await ana.call("GET", "/preferences")).email === false, "no more mail");

  await page.context().setOffline(true);
  await page.reload();
  await page.locator(".toolbar").waitFor();
  await page.context().close();
});
