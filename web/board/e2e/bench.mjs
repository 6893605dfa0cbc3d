/**
 * Measures the board (`make bench-board`): how long it takes from a command in one browser to the pixel in another, alone and
 * under load; frames and heap of a page with 1,000 orders while 50 of them change each second. Prints JSON.
 */

import { parseArgs } from "node:util";
import { openBrowser, Person, signedIn } from "./desk.mjs";
import { caughtUp, fill, framesOf, heapOf, heldBy, round, storm, watch } from "./storm.mjs";

const { values } = parseArgs({ options: {
  orders: { type: "string", default: "1000" }, rate: { type: "string", default: "50" }, minutes: { type: "string", default: "10" }, samples: { type: "string", default: "500" },
} });
const [orders, rate, minutes, samples] = [values.orders, values.rate, values.minutes, values.samples].map(Number);
const MIB = 1024 * 1024;
const say = (text) => { process.stderr.write(`${text}\n`); };

/**
 * One person changes a field of an order, by keys; the other one's table shows it. From the key to the frame in which it is
 * drawn, by the two pages' clocks, which are one machine's.
 */
async function latencies(browser, count) {
  const order = await new Person("ana").create({ reference: "L-0", client: { name: "Cronometru S.R.L." } });
  const [writer, reader] = [await signedIn(browser, "ana", { path: `/orders/${order.id}` }), await signedIn(browser, "mihai")];
  await reader.locator("#search").fill(order.number);
  await reader.locator(`[data-order="${order.id}"]`).waitFor();
  const field = writer.locator('[data-path="reference"]');
  await field.waitFor();
  await writer.evaluate(() => {
    addEventListener("keydown", (event) => { if (event.key === "Enter") window.pressed = performance.timeOrigin + performance.now(); }, true);
  });
  await reader.evaluate((id) => {
    window.shown = (text) => new Promise((resolve) => {
      const row = document.querySelector(`[data-order="${id}"]`).parentElement;
      const look = () => {
        if (!row.textContent.includes(text)) return;
        observer.disconnect();
        // The next frame draws it; what runs after that frame's callbacks runs when it has been handed over.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => { resolve(performance.timeOrigin + performance.now()); };
          port2.postMessage(0);
        });
      };
      const observer = new MutationObserver(look);
      observer.observe(row, { subtree: true, childList: true, characterData: true });
      look();
    });
  }, order.id);
  const found = [];
  for (let sample = 0; sample < count + 5; sample += 1) {
    const text = `L-${String(sample + 1)}.`;
    const shown = reader.evaluate((wanted) => window.shown(wanted), text);
    await field.fill(text);
    await field.press("Enter");
    const at = await shown;
    if (sample >= 5) found.push(at - (await writer.evaluate(() => window.pressed)));
  }
  await writer.context().close();
  await reader.context().close();
  found.sort((one, other) => one - other);
  const quantile = (share) => round(found[Math.max(0, Math.ceil(found.length * share) - 1)]);
  return { samples: found.length, medianMs: quantile(0.5), p90Ms: quantile(0.9), p99Ms: quantile(0.99), maxMs: quantile(1) };
}

const browser = await openBrowser();
try {
  say("command to pixel, on a quiet desk");
  const quiet = await latencies(browser, samples);
  say(`filling the desk to ${String(orders)} orders`);
  const ids = await fill(orders, "bench");
  const page = await signedIn(browser, "mihai");
  await page.locator(".tbody .tr").nth(9).waitFor();
  await caughtUp(page);
  await watch(page);
  await storm(ids, { rate, count: rate * 20 });
  await framesOf(page);
  const heap = [await heapOf(page)];
  const perMinute = [];
  for (let left = minutes; left > 0; left -= 1) {
    const reached = await storm(ids, { rate, count: Math.round(rate * 60 * Math.min(1, left)) });
    const frames = await framesOf(page);
    await caughtUp(page);
    heap.push(await heapOf(page));
    perMinute.push({ rate: round(reached), ...frames, heapMiB: round(heap.at(-1) / MIB, 2) });
    say(`minute ${String(perMinute.length)}: ${JSON.stringify(perMinute.at(-1))}`);
    await framesOf(page); // collecting garbage by force is not the page's affair
  }
  const held = await heldBy(page);
  await page.context().close();
  say("command to pixel, under load");
  let isOver = false;
  const busy = (async () => { while (!isOver) await storm(ids, { rate, count: rate }); })();
  const loaded = await latencies(browser, samples);
  isOver = true;
  await busy;
  const sum = (name) => perMinute.reduce((total, one) => total + one[name], 0);
  const [frames, dropped] = [sum("frames"), sum("dropped")];
  process.stdout.write(`${JSON.stringify({
    orders, changesPerSecond: round(sum("rate") / Math.max(1, perMinute.length)), minutes,
    frames: { drawn: frames, dropped, droppedPercent: round((100 * dropped) / Math.max(1, frames + dropped), 2), over50Ms: sum("over50Ms"), worstMs: Math.max(0, ...perMinute.map((one) => one.maxMs)) },
    heapMiB: { first: round(heap[0] / MIB, 2), last: round(heap.at(-1) / MIB, 2), most: round(Math.max(...heap) / MIB, 2) },
    held, commandToPixel: { quiet, loaded }, perMinute,
  }, null, 2)}\n`);
} finally {
  await browser.close();
}
