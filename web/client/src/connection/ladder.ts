/** Which transport to try: the best first, then downwards, and round again. */

import type { TransportName } from "../protocol.js";

export const ALL_TRANSPORTS: readonly TransportName[] = ["websocket", "sse", "longpoll", "rest"];
/** Attempts with the best transport before the next one is tried. */
export const BEST_TRIES = 3;
const FIRST_PROBE_MS = 15_000;
const LAST_PROBE_MS = 120_000;

export class Ladder {
  readonly #rungs: readonly [TransportName, ...TransportName[]];
  #rung = 0;
  #tries = 0;
  #isFirstRound = true;
  #probes = 0;
  #probeMs = FIRST_PROBE_MS;

  constructor(rungs: readonly TransportName[]) {
    const [best, ...others] = rungs;
    if (best === undefined) throw new RangeError("at least one transport is needed");
    this.#rungs = [best, ...others];
  }

  get current(): TransportName {
    return this.#rungs[this.#rung] ?? this.#rungs[0];
  }

  get isBest(): boolean {
    return this.#rung === 0;
  }

  /** An attempt failed: the same again, or the next one. */
  failed(): void {
    this.#tries += 1;
    const allowed = this.#rung === 0 && this.#isFirstRound ? BEST_TRIES : 1;
    if (this.#tries < allowed) return;
    this.#tries = 0;
    this.#rung += 1;
    if (this.#rung === this.#rungs.length) {
      this.#rung = 0;
      this.#isFirstRound = false;
    }
  }

  /** The connection has held. */
  held(): void {
    this.#tries = 0;
    this.#isFirstRound = true;
  }

  /** Begin anew with the best. */
  reset(): void {
    this.held();
    this.#rung = 0;
  }

  /** A connection over this transport is the one in use now. */
  use(transport: TransportName): void {
    const rung = Math.max(0, this.#rungs.indexOf(transport));
    // Opening is not holding: what opens and breaks again and again has failed, too.
    if (rung !== this.#rung) this.#tries = 0;
    this.#rung = rung;
    this.#probes = 0;
    this.probeSoon();
  }

  /** One of those better than the current, the best first, each in its turn. */
  better(): TransportName | undefined {
    if (this.#rung === 0) return undefined;
    return this.#rungs[this.#probes++ % this.#rung];
  }

  /** Milliseconds until a better one is tried: each time longer, spread over clients. */
  nextProbe(random: () => number): number {
    const pause = this.#probeMs * (0.5 + random() / 2);
    this.#probeMs = Math.min(LAST_PROBE_MS, this.#probeMs * 2);
    return pause;
  }

  probeSoon(): void {
    this.#probeMs = FIRST_PROBE_MS;
  }
}
