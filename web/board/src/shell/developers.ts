import type { Desk } from "@freightwire/react";

declare global {
  // A property of the page's global object, for its console.
  var freightwire: Desk | undefined;
}

/**
 * For who looks into the page: the desk is `freightwire` in the console (`freightwire.store.getState()`), and what differs from
 * the server without a reason is said there. @returns what ends it.
 */
export function showDevelopers(desk: Desk): () => void {
  globalThis.freightwire = desk;
  const stop = desk.store.subscribe(({ drift }, before) => {
    if (drift.found > before.drift.found) console.warn("Freightwire: the page differed from the server and was mended", drift.last.at(-1));
  });
  return () => {
    stop();
    if (globalThis.freightwire === desk) globalThis.freightwire = undefined;
  };
}
