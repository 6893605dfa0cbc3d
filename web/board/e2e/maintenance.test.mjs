/** Announced work is told to whoever opens the page after it was announced, and to whoever has it open. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, tokenFor } from "./desk.mjs";
import { connected, noViolations } from "./page.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

test("a maintenance that was announced before, put away, and one that is taken back", async () => {
  const root = new Person("root", tokenFor("root", { roles: ["admin"] }));
  const announce = (text, minutes) => root.call("POST", "/announcements", { json: {
    message: { ro: text, en: `EN ${text}` },
    beginsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    endsAt: new Date(Date.now() + (minutes + 60) * 60_000).toISOString(),
  } });
  const first = await announce("Se mută baza de date.", 90);
  const page = await signedIn(browser, "ana");
  const banner = page.locator("[data-testid=maintenance]");
  await banner.getByText("Se mută baza de date.").waitFor();
  await noViolations(page, "announced maintenance");
  await banner.getByRole("button").click();
  await banner.waitFor({ state: "detached" });
  await page.reload();
  await page.locator(".person").or(page.locator(".toolbar")).first().waitFor();
  await connected(page);
  assert.equal(await banner.count(), 0, "what was put away stays so");

  const second = await announce("Se schimbă un router.", 30);
  await banner.getByText("Se schimbă un router.").waitFor();
  await root.call("DELETE", `/announcements/${second.id}`);
  await banner.waitFor({ state: "detached" });
  await root.call("DELETE", `/announcements/${first.id}`);
  const other = await signedIn(browser, "mihai", { language: "en" });
  await other.locator(".tbody, .empty").first().waitFor();
  assert.equal(await other.locator("[data-testid=maintenance]").count(), 0);
  await page.context().close();
  await other.context().close();
});
