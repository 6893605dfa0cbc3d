/** Time under control: nothing happens until it is told how late it is. */

import type { Clock, Timer } from "@freightwire/client";

interface Planned {
  at: number;
  number: number;
  callback: () => void;
}

export class FakeClock implements Clock {
  #now = Date.UTC(2026, 10, 23, 10);
  #number = 0;
  readonly #planned = new Map<number, Planned>();

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const number = ++this.#number;
    this.#planned.set(number, { at: this.#now + Math.max(0, ms), number, callback });
    return number;
  }

  clearTimeout(timer: Timer): void {
    this.#planned.delete(timer as number);
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#planned.size;
  }

  /** Let time pass; what is due happens in its order, and all that follows at once from it. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#planned.values()].sort((one, other) => one.at - other.at || one.number - other.number);
      if (!next || next.at > until) break;
      this.#planned.delete(next.number);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    this.#now = until;
  }
}

/** All promises that can be settled without time passing are. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
}
