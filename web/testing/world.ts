/** An environment for the client in which time, chance and the network are the test's. */

import type { Environment, NetworkSignal, NetworkSignals } from "@freightwire/client";
import { FakeClock } from "./clock.js";

export class FakeNetwork implements NetworkSignals {
  readonly #listeners = new Set<(signal: NetworkSignal) => void>();
  #isOnline = true;

  isOnline(): boolean {
    return this.#isOnline;
  }

  listen(listener: (signal: NetworkSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  signal(signal: NetworkSignal): void {
    if (signal !== "visible") this.#isOnline = signal === "online";
    for (const listener of [...this.#listeners]) listener(signal);
  }
}

export interface World extends Environment {
  clock: FakeClock;
  network: FakeNetwork;
}

/** Numbers from 0 to 1 that are the same each time. */
export function numbersFrom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function fakeWorld(parts: Partial<Environment> = {}): World {
  return {
    clock: new FakeClock(),
    network: new FakeNetwork(),
    random: numbersFrom(1),
    fetch: () => Promise.reject(new TypeError("there is no network in this test")),
    ...parts,
  } as World;
}
