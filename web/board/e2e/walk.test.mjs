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

/** A transport order as a client writes it, for more than a truck may carry. */
async function heavyOrder() {
  const page = await browser.newPage();
  await page.setContent(`<style>body { font: 10pt "DejaVu Sans" } table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 4px; vertical-align: top }</style>
    <h3>Comandă de transport Nr. STG/2077</h3><p>Data emiterii: 23.11.2026</p>
    <table><tr><td>CLIENT</td><td>TRANSPORTATOR</td></tr>
    <tr><td>Silva Trading Group S.R.L.<br>CUI: RO1590082<br>Str. Zorilor 9, 550330 Sibiu</td><td>Olt Cargo S.R.L.<br>CUI: RO35204488</td></tr>
    <tr><td>LOC ÎNCĂRCARE</td><td>LOC DESCĂRCARE</td></tr>
    <tr><td>Silva Trading Group S.R.L.<br>Str. Zorilor 9<br>550330 Sibiu, România<br>Data: 27.11.2026<br>Ora: 08:00</td><td>Möbel Kreutz GmbH<br>Am Bahnhof 3<br>D-04109 Leipzig, Germania<br>Data: 29.11.2026<br>Ora: 10:00</td></tr></table>
    <p>Marfă: panouri MDF, 20 paleți, 26.500 kg</p><p>Camion: SB 10 LTC Remorcă: SB 11 LTC</p><p>Preț convenit: 1.600 EUR + TVA, plata la 30 de zile</p>`);
  const bytes = await page.pdf({ format: "A4" });
  await page.close();
  return bytes;
}

test("a stranger's walk: from the address to confirmed orders", async () => {
  const heavy = await heavyOrder();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "ro-RO" });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  const button = (name) => page.getByRole("button", { name });
  const heading = page.getByRole("heading", { name: /^FW-/u });
  const numbers = [];
  const follow = async (fileName) => {
    const sent = page.getByRole("region", { name: "Încărcare" }).getByRole("listitem").filter({ hasText: fileName }).first();
    await sent.locator("svg.good").waitFor();
    await sent.getByRole("link", { name: "Deschide comanda" }).click();
    await page.getByText(fileName, { exact: true }).last().waitFor();
    await page.locator(".page[data-drawn]").waitFor();
    numbers.push(await heading.innerText());
  };
  const confirmed = () => page.locator(".order-head").getByText("Confirmată").waitFor();

  await page.goto(BOARD);
  await button("Continuă ca Ana").click();
  await button("Încarcă documente").waitFor();
  await dropped(page, { name: "comanda.pdf", bytes: sample("stops_grid") }, { name: "prea_greu.pdf", bytes: heavy });
  await follow("comanda.pdf");
  await button("Confirmă").click();
  await confirmed();

  // The other one has something to be checked: it is named, asked about, and ticked.
  await follow("prea_greu.pdf");
  await page.getByRole("region", { name: "De verificat" }).getByRole("listitem").first().waitFor();
  await noViolations(page, "an order with a warning");
  await button("Confirmă").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Confirmă" }).click(); // without having ticked anything
  await dialog.getByRole("alert").waitFor();
  await noViolations(page, "what a step asks for");
  for (const warning of await dialog.getByRole("checkbox").all()) await warning.check();
  await dialog.getByRole("button", { name: "Confirmă" }).click();
  await confirmed();

  const orders = await new Person("ana").active();
  assert.deepEqual(numbers.map((number) => orders.find((order) => order.number === number)?.status), ["confirmed", "confirmed"]);
  await context.close();
});
