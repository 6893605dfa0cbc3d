/** What the tests and the pictures share: the system's REST interface, as the board has it, and a browser. */

import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const BOARD = process.env.FREIGHTWIRE_BOARD_URL ?? "http://127.0.0.1:8000";
export const SAMPLES = fileURLToPath(new URL("../../../docs/samples/", import.meta.url));
const CHROMIUM = process.env.FREIGHTWIRE_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none",
];

/** A token as the identity provider of a company would give it; of the development secret. */
export function tokenFor(user, { roles = ["dispatcher"], seconds = 3600, org = "demo" } = {}) {
  const secret = process.env.FREIGHTWIRE_TOKEN_SECRET;
  if (!secret) throw new Error("FREIGHTWIRE_TOKEN_SECRET is the system's development secret (secrets.json in its data directory)");
  const issued = Math.floor(Date.now() / 1000);
  const claims = { iss: "freightwire", aud: "freightwire", sub: user, org, name: user, roles, iat: issued, exp: issued + seconds };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** Who uses the interface directly, beside the browser. */
export class Person {
  constructor(user, token = undefined) {
    this.user = user;
    this.token = token;
  }

  async call(method, path, { json, body, headers = {} } = {}) {
    this.token ??= (await (await fetch(`${BOARD}/dev/token`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ user: this.user }) })).json()).token;
    const contentType = json === undefined ? {} : { "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json" };
    const answer = await fetch(`${BOARD}/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...contentType, ...headers },
      body: json === undefined ? body : JSON.stringify(json),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  create(data) {
    return this.call("POST", "/orders", { json: { data } });
  }

  get(orderId) {
    return this.call("GET", `/orders/${orderId}`);
  }

  edit(orderId, patch) {
    return this.call("PATCH", `/orders/${orderId}`, { json: patch, headers: { "If-Match": "*" } });
  }

  take(orderId, name, details = {}) {
    return this.call("POST", `/orders/${orderId}/transitions/${name}`, { json: details });
  }

  /** All orders that have not ended. */
  async active() {
    const found = [];
    let cursor = "";
    do {
      const page = await this.call("GET", `/orders?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      found.push(...page.items);
      cursor = page.nextCursor ?? "";
    } while (cursor);
    return found.filter(({ status }) => !["closed", "rejected", "cancelled"].includes(status));
  }

  /** Sends samples, each unlike any that was sent before. */
  upload(...names) {
    const body = new FormData();
    for (const name of names) body.append("file", new Blob([sample(name)], { type: "application/pdf" }), `${name}.pdf`);
    return this.call("POST", "/orders/documents", { body });
  }
}

export function sample(name) {
  return Buffer.concat([readFileSync(`${SAMPLES}${name}.pdf`), Buffer.from(`\n%${crypto.randomUUID()}\n`)]);
}

export const SAMPLE_NAMES = readdirSync(SAMPLES).filter((name) => name.endsWith(".pdf")).map((name) => name.replace(".pdf", "")).sort();

export function openBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, headless: true });
}

/** Waits until `check` gives something; how fast the machine is does not matter. */
export async function until(check, what = "it", patienceMs = 60_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** A page of one person, signed in. */
export async function signedIn(browser, user, { path = "/", language = "ro", theme = "light", init = () => undefined, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ro-RO", timezoneId: "Europe/Bucharest", ...options });
  await context.addInitScript(
    ([theme, language]) => {
      localStorage.setItem("freightwire.theme", theme);
      localStorage.setItem("freightwire.language", language);
    },
    [theme, language],
  );
  await context.addInitScript(init);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(BOARD);
  await page.locator(".person").nth(["ana", "mihai", "elena"].indexOf(user)).click();
  await page.locator(".connection[data-status=connected]").waitFor();
  if (path !== "/") {
    await page.evaluate((to) => { history.pushState({}, "", to); dispatchEvent(new PopStateEvent("popstate")); }, path);
  }
  return page;
}
