/** A busy desk: a thousand orders, changes all the time, and what a page makes of it. */

import { Person, until } from "./desk.mjs";

const SIDE_BY_SIDE = 6;

/** Does `work` for each of `list`, a few at a time. */
export async function each(list, work) {
  const left = [...list];
  const results = [];
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) results.push(await work(one));
  }));
  return results;
}

const CITIES = [["RO", "Cluj-Napoca"], ["AT", "Linz"], ["DE", "Nürnberg"], ["PL", "Wrocław"], ["IT", "Verona"], ["HU", "Szeged"]];

/** Makes orders until there are `count`. @returns their ids. */
export async function fill(count, run) {
  const [ana, mihai] = [new Person("ana"), new Person("mihai")];
  const there = (await ana.active()).map((order) => order.id);
  const missing = Array.from({ length: Math.max(0, count - there.length) }, (_, index) => index);
  const made = await each(missing, (index) => {
    const [[from, origin], [to, place]] = [CITIES[index % 6], CITIES[(index + 1 + (index % 5)) % 6]];
    return (index % 2 ? ana : mihai).create({
      reference: `S-${run}-${String(index)}`,
      client: { name: `Client ${String(index % 40)} S.R.L.` },
      sale: { amount: 800 + (index % 900), currency: "EUR" },
      stops: [{ kind: "loading", city: origin, country: from, date: "2026-11-27" }, { kind: "unloading", city: place, country: to, date: "2026-11-29" }],
      goods: [{ description: "paleți", grossKg: 9_000 + index }],
    });
  });
  return [...there, ...made.map((order) => order.id)].slice(0, count);
}

/**
 * Changes orders, `rate` a second as far as the services follow, `count` in all.
 *
 * @returns how many a second it were.
 */
export async function storm(ids, { rate, count }) {
  const people = [new Person("ana"), new Person("elena")];
  const began = Date.now();
  let done = 0;
  await each(Array.from({ length: count }, (_, index) => index), async (index) => {
    const early = began + (index * 1000) / rate - Date.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const amount = 700 + ((index * 37) % 2_000);
    const patch = index % 3 ? { sale: { amount } } : { client: { name: `Client ${String(amount)} S.R.L.` } };
    await people[index % 2].edit(ids[(index * 7919) % ids.length], patch);
    done += 1;
  });
  return (done * 1000) / (Date.now() - began);
}

/** Counts in the page what it does: frames and how late they were, and how often the store published. */
export function watch(page) {
  return page.evaluate(() => {
    const seen = (window.seen = { frames: [], published: 0, began: performance.now() });
    window.freightwire.store.subscribe((state, before) => { if (state.orders !== before.orders) seen.published += 1; });
    let last = performance.now();
    const tick = (now) => {
      seen.frames.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

const FRAME_MS = 1000 / 60;

/** Of a page that is watched, since the last time it was asked. */
export async function framesOf(page) {
  const { frames, published } = await page.evaluate(() => {
    const { frames, published } = window.seen;
    Object.assign(window.seen, { frames: [], published: 0 });
    return { frames, published };
  });
  const sorted = [...frames].sort((one, other) => one - other);
  const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  return {
    frames: frames.length,
    dropped,
    droppedPercent: round((100 * dropped) / Math.max(1, frames.length + dropped), 2),
    over50Ms: frames.filter((ms) => ms > 50).length,
    p50Ms: round(sorted[Math.floor(sorted.length * 0.5)] ?? 0),
    p99Ms: round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    maxMs: round(sorted.at(-1) ?? 0),
    published,
  };
}

export function round(value, digits = 1) {
  return Number(value.toFixed(digits));
}

/** To be run before the page's own code: counts the timers that wait. */
export function countTimers() {
  const waiting = (window.timersWaiting = new Set());
  const { setTimeout: later, setInterval: often, clearTimeout: not, clearInterval: noMore } = window;
  window.setTimeout = (act, ms, ...rest) => {
    const timer = later(() => {
      waiting.delete(timer);
      act(...rest);
    }, ms);
    waiting.add(timer);
    return timer;
  };
  window.setInterval = (...args) => {
    const timer = often(...args);
    waiting.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => { waiting.delete(timer); not(timer); };
  window.clearInterval = (timer) => { waiting.delete(timer); noMore(timer); };
}

/**
 * What of the page is left after everything that can be collected was: bytes of its heap, nodes (also those that are in no
 * document any more), listeners of events, and timers where `countTimers` has run.
 */
export async function footprintOf(page) {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Performance.enable");
    for (let time = 0; time < 3; time += 1) await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name) => metrics.find((one) => one.name === name)?.value ?? 0;
    const timers = await page.evaluate(() => window.timersWaiting?.size ?? 0);
    return { bytes: usedSize, nodes: metric("Nodes"), listeners: metric("JSEventListeners"), timers };
  } finally {
    await session.detach();
  }
}

/** Bytes of the page's heap that are in use, after everything that can be collected was. */
export async function heapOf(page) {
  return (await footprintOf(page)).bytes;
}

/** What the page's store holds. */
export function heldBy(page) {
  return page.evaluate(() => {
    const { orders, orderUpdates, optimisticUpdates, commandQueue, drift } = window.freightwire.store.getState();
    return {
      orders: Object.keys(orders).length,
      orderUpdates: orderUpdates.length,
      optimisticUpdates: Object.keys(optimisticUpdates).length,
      commandQueue: commandQueue.length,
      drift: drift.found,
      rows: document.querySelectorAll(".tbody .tr").length,
      nodes: document.getElementsByTagName("*").length,
    };
  });
}

/** Waits until the page shows every order as the server has it. */
export async function caughtUp(page) {
  const ana = new Person("ana");
  await until(async () => {
    const listed = await ana.active();
    const versions = await page.evaluate(() => Object.fromEntries(Object.values(window.freightwire.store.getState().orders).map((order) => [order.id, order.version])));
    return listed.length === Object.keys(versions).length && listed.every((order) => versions[order.id] === order.version);
  }, "the page to have what the server has", 120_000);
}
