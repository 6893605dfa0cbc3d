/** What tests do with a page, and ask of it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { signedIn } from "./desk.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const field = (page, path) => page.locator(`[data-path="${path}"]`);
export const connected = (page, status = "connected") => page.locator(`.connection[data-status=${status}]`).waitFor();

/** Data of an order in which nothing is missing. The same client and reference twice would be a duplicate. */
export const whole = (reference, more = {}) => ({
  reference,
  client: { name: "Ceramica Carpați S.A." },
  sale: { amount: 1200, currency: "EUR" },
  stops: [
    { kind: "loading", city: "Cluj-Napoca", country: "RO", date: "2026-11-27" },
    { kind: "unloading", city: "Linz", country: "AT", date: "2026-11-28" },
  ],
  ...more,
});

export async function opened(browser, user, order, options) {
  const page = await signedIn(browser, user, { ...options, path: `/orders/${order.id}` });
  await field(page, "client.name").waitFor();
  return page;
}

/** Drops files onto the page, as the system's file manager does. */
export async function dropped(page, ...files) {
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of all) {
      data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type }));
    }
    return data;
  }, files.map(({ name, type = "application/pdf", bytes }) => ({ name, type, base64: bytes.toString("base64") })));
  await page.dispatchEvent("body", "dragenter", { dataTransfer: transfer });
  await page.locator(".drop").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

/** What fades in is not yet what is read: contrast counts once it is there. */
const settled = (page) =>
  page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
    return Promise.allSettled(ending.map((one) => one.finished)).then(() => undefined);
  });

export async function noViolations(page, what) {
  await settled(page);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`).join(" | ")}`);
  assert.deepEqual(told, [], `axe on ${what}`);
}
