/** Two people in one order, as a strip of pictures: what each of them sees at the same moments. */

import { Person, until } from "../desk.mjs";
import { field, opened } from "../page.mjs";

const SIZE = { width: 800, height: 430 };
const TEXTS = [
  "Both have the order open. Mihai is in the field of the tax number: Ana sees him there.",
  "He has saved it. The value is there, and nobody has reloaded anything.",
  "Both change the price. What Ana is typing stays; beneath it stands what Mihai has saved.",
  "She saves hers too, and is asked, field by field.",
  "Her choice is what both have.",
];

/** @returns the strip, as PNG. */
export async function strip(browser, orderId) {
  const order = { id: orderId };
  const size = { viewport: SIZE, deviceScaleFactor: 2 };
  const [ana, mihai] = [await opened(browser, "ana", order, size), await opened(browser, "mihai", order, size)];
  await ana.locator(".order-head .avatar").first().waitFor();
  await mihai.locator(".order-head .avatar").first().waitFor();
  const moments = [];
  const take = async (place) => {
    for (const page of [ana, mihai]) {
      // Without leading the keyboard elsewhere: both stay where they are.
      await page.evaluate((path) => { document.querySelector(`[data-path="${path}"]`).closest(".section").scrollIntoView({ block: "start" }); }, place);
      await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.animationName === "rise" || one.animationName === "fade").map((one) => one.finished)).then(() => undefined));
    }
    moments.push(await Promise.all([ana, mihai].map((page) => page.screenshot())));
  };
  await field(mihai, "client.vatId").focus();
  await ana.locator("[data-testid=editing]").waitFor();
  await take("client.vatId");

  const vatId = (await field(mihai, "client.vatId").inputValue()) === "RO1590082" ? "RO15603280" : "RO1590082";
  await field(mihai, "client.vatId").fill(vatId);
  await field(mihai, "client.vatId").press("Enter");
  await until(async () => (await field(ana, "client.vatId").inputValue()) === vatId, "the other's edit");
  await take("client.vatId");

  const base = (await new Person("ana").get(orderId)).data.sale?.amount ?? 1_000;
  const locale = (value) => new Intl.NumberFormat("ro-RO").format(value);
  await field(ana, "sale.amount").focus();
  await field(ana, "sale.amount").fill(locale(base + 150));
  await field(mihai, "sale.amount").fill(locale(base + 90));
  await field(mihai, "sale.amount").press("Enter");
  await ana.locator(".field-note.amber").waitFor();
  await take("sale.amount");

  await field(ana, "sale.amount").press("Enter");
  await ana.locator("[data-testid=conflict]").waitFor();
  await ana.locator("[data-testid=conflict] input[type=radio]").nth(1).check();
  await take("sale.amount");

  await ana.locator("[data-testid=conflict] .button.primary").click();
  await until(async () => (await field(mihai, "sale.amount").inputValue()) === locale(base + 150), "Ana's choice");
  await ana.locator("[data-testid=conflict]").waitFor({ state: "detached" });
  await take("sale.amount");
  await ana.context().close();
  await mihai.context().close();
  return composed(browser, moments);
}

async function composed(browser, moments) {
  const context = await browser.newContext({ viewport: { width: 1180, height: 400 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  const source = (png) => `data:image/png;base64,${png.toString("base64")}`;
  const rows = moments.map(([ana, mihai], index) => `
    <section><p><b>${String(index + 1)}</b>${TEXTS[index]}</p><div><figure><figcaption>Ana</figcaption><img src="${source(ana)}"></figure><figure><figcaption>Mihai</figcaption><img src="${source(mihai)}"></figure></div></section>`);
  await page.setContent(`<style>
    body { margin: 0; padding: 24px; background: #eceee9; color: #1a211f; font: 15px/1.4 "Inter Variable", "DejaVu Sans", sans-serif; }
    section + section { margin-top: 26px; } p { margin: 0 0 8px; } b { display: inline-grid; place-items: center; width: 22px; height: 22px; margin-right: 10px; border-radius: 50%; background: #0b5d57; color: #fff; font-size: 12px; }
    div { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; } figure { margin: 0; } figcaption { margin-bottom: 4px; color: #4b5552; font-size: 12px; font-weight: 600; }
    img { display: block; width: 100%; border: 1px solid #c9c9c1; border-radius: 8px; }
  </style>${rows.join("")}`);
  await until(() => page.evaluate(() => [...document.images].every((image) => image.complete)), "the pictures");
  const png = await page.screenshot({ fullPage: true });
  await context.close();
  return png;
}
