/** After how long a lost connection is sought again, and with which token. */

import { pauseAfter } from "./backoff.js";
import type { Verdict } from "./closing.js";

/** New tokens that may be refused in a row. */
const RENEWALS = 2;

export class Retrying {
  #failures = 0;
  #renewals = 0;
  #isRenewalDue = false;

  /** Attempts and connections that have failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  start(): void {
    this.#failures = this.#renewals = 0;
  }

  opened(): void {
    this.#renewals = 0;
  }

  /** A connection has held, or there is reason to begin anew. */
  held(): void {
    this.#failures = 0;
  }

  /** The token was refused: the next attempt needs a new one. */
  renew(): void {
    this.#isRenewalDue = true;
  }

  /** Whether the attempt that is made now needs a new token. */
  takeRenewal(): boolean {
    const isDue = this.#isRenewalDue;
    this.#isRenewalDue = false;
    return isDue;
  }

  /** @returns the pause in milliseconds before the next attempt; `stop`: there is none. */
  pauseAfter(verdict: Verdict, random: () => number): number | "stop" {
    if (verdict === "stop") return "stop";
    if (verdict === "renew") {
      if (this.#renewals >= RENEWALS) return "stop";
      this.#renewals += 1;
      this.renew();
      // A token ends in the ordinary course of things: the first new one is tried at once.
      if (this.#renewals === 1) return 0;
    }
    if (verdict !== "moved") this.#failures += 1;
    return pauseAfter(Math.max(1, this.#failures), random);
  }
}
