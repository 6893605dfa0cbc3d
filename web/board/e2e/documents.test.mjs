/** Documents that are no PDF, beside their fields: scans with their boxes, mails, XML, and what no browser shows. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, signedIn, until } from "./desk.mjs";
import { field, noViolations } from "./page.mjs";

const ana = new Person("ana");
const NAMES = { "image/png": "scan.png", "image/tiff": "scan.tif", "application/xml": "factura.xml", "message/rfc822": "comanda.eml" };
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** An order whose document is said to be another one than what was sent: which kinds are read is the reader's own affair. */
async function withDocument(contentType, bytes, { pages, fields }) {
  const { results } = await ana.upload("letter");
  const { orderId, documentId } = results[0];
  await until(async () => (await ana.get(orderId)).processing === 0, "the document");
  const context = { orderId, documentId };
  const prepare = async (page) => {
    await page.route(`**/api/documents/${documentId}/content`, (route) => route.fulfill({ body: bytes, contentType }));
    await page.route(`**/api/documents/${documentId}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), contentType, fileName: NAMES[contentType], pages, fields } });
    });
    await page.route(`**/api/orders/${orderId}`, async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      const order = await (await route.fetch()).json();
      return route.fulfill({ json: { ...order, documents: order.documents.map((one) => ({ ...one, contentType, fileName: NAMES[contentType] })) } });
    });
  };
  return { ...context, prepare };
}

async function shown(document, options = {}) {
  const page = await signedIn(browser, "ana", options);
  await document.prepare(page);
  await page.evaluate((to) => { history.pushState({}, "", to); dispatchEvent(new PopStateEvent("popstate")); }, `/orders/${document.orderId}`);
  await field(page, "client.name").waitFor();
  return page;
}

const found = (path, raw, more = {}) => ({ path, raw, value: raw, confidence: 0.93, page: 1, extractor: "labels", ...more });

test("a scan: its boxes lie where they were read, in points of the page, however large the picture is", async () => {
  // A page of A4 at 100 dpi, drawn here: 827 × 1169 pixels are 595 × 842 points.
  const drawing = await browser.newPage({ viewport: { width: 827, height: 1169 } });
  await drawing.setContent('<body style="margin:0;font:20px sans-serif"><p id="v" style="position:absolute;left:200px;top:300px;margin:0">RO1590082</p></body>');
  const png = await drawing.screenshot();
  const at = await drawing.locator("#v").boundingBox();
  await drawing.close();
  const point = 72 / 100;
  const box = { x0: at.x * point, y0: at.y * point, x1: (at.x + at.width) * point, y1: (at.y + at.height) * point };
  const fields = [found("client.vatId", "RO1590082", { box, confidence: 0.71 })];
  const page = await shown(await withDocument("image/png", png, { pages: [{ number: 1, width: 595.44, height: 841.68 }], fields }));
  const image = page.locator(".page img");
  await until(() => image.evaluate((element) => element.complete && element.naturalWidth === 827), "the picture");
  const [whole, drawn] = [await image.boundingBox(), await page.locator(".box").boundingBox()];
  const scale = whole.width / 827;
  for (const [is, should] of [[drawn.x - whole.x, at.x * scale], [drawn.y - whole.y, at.y * scale], [drawn.width, at.width * scale]]) {
    assert.ok(Math.abs(is - should) < 4, `${String(is)} for ${String(should)}`);
  }
  await noViolations(page, "a scan");
  await page.locator(".box").click();
  await until(() => page.evaluate(() => document.activeElement?.getAttribute("data-path") === "client.vatId"), "the field of the box");
  await page.context().close();
});

test("a mail: who wrote what, its attachments, and what was read of it marked", async () => {
  const mail = [
    "From: Raluca Pop <raluca@nordvest.test>", "To: comenzi@freightwire.test", "Date: Wed, 25 Nov 2026 08:10:00 +0200", "Subject: Comanda NFS-99 Cluj - Linz",
    "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8", "",
    "<p>Vă rugăm un camion pentru <b>NFS-99</b>, preț 980 EUR.</p><script>document.title = 'hijacked'</script><img src='http://127.0.0.1:9/pixel.png'>",
  ].join("\r\n");
  const fields = [found("reference", "NFS-99"), found("sale.amount", "980")];
  const page = await shown(await withDocument("message/rfc822", Buffer.from(mail), { pages: [], fields }));
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  const sheet = page.locator(".text-sheet");
  await sheet.getByText("Raluca Pop <raluca@nordvest.test>").waitFor();
  await sheet.getByRole("heading", { name: "Comanda NFS-99 Cluj - Linz" }).waitFor();
  assert.deepEqual(await sheet.locator(".mark").allInnerTexts(), ["NFS-99", "980"]);
  await noViolations(page, "a mail");
  await field(page, "reference").focus();
  await sheet.locator(".mark[data-active]", { hasText: "NFS-99" }).waitFor();
  assert.doesNotMatch(await page.title(), /hijacked/u);
  assert.deepEqual(asked.filter((url) => url.includes("pixel")), [], "nothing of a mail is fetched");
  await page.context().close();
});

test("XML is laid out, with what was read of it marked; what browsers do not show can be had", async () => {
  const xml = '<?xml version="1.0"?><Invoice><cbc:ID xmlns:cbc="urn:x">FF-7</cbc:ID><Total currencyID="EUR">980.50</Total></Invoice>';
  const fields = [found("reference", "FF-7")];
  const page = await shown(await withDocument("application/xml", Buffer.from(xml), { pages: [], fields }), { theme: "dark" });
  const sheet = page.locator(".text-sheet");
  await sheet.locator(".mark", { hasText: "FF-7" }).click();
  await until(() => page.evaluate(() => document.activeElement?.getAttribute("data-path") === "reference"), "the field of the value");
  assert.match(await sheet.innerText(), /^ {2}<Total currencyID="EUR">980\.50<\/Total>$/mu);
  await noViolations(page, "XML, dark");
  await page.context().close();

  const tiff = await shown(await withDocument("image/tiff", Buffer.from("II*\0"), { pages: [], fields }));
  await tiff.locator(".viewer a[download]", { hasText: "Descarcă" }).waitFor();
  await tiff.locator(".read-fields li", { hasText: "FF-7" }).waitFor();
  await noViolations(tiff, "a document without a preview");
  await tiff.context().close();
});
