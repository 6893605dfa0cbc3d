/**
 * The page without a network: what it is made of is kept, the page itself is asked for anew where that is possible.
 * Nothing of the interfaces is kept here, nor the page behind a mail's link.
 */
const CACHE = "board-1";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add("/")).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || /^\/(api|v1|dev)\/|^\/unsubscribe$/.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(freshFirst(request));
  else if (/^\/(assets|pdf)\/|^\/favicon/.test(pathname)) event.respondWith(keptFirst(request));
});

async function freshFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    // Every place inside the page is the same document.
    if (answer.ok) await cache.put("/", answer.clone());
    return answer;
  } catch {
    return (await cache.match("/")) ?? Response.error();
  }
}

/** Names of these files change with their content. */
async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
