/** The user's own presence: said once over a socket, again and again over plain HTTP, and anew after a reconnect. */

import type { Clock, Timer } from "../environment.js";

/** Presence over HTTP ends after 45 s. */
export const REPEAT_MS = 20_000;
/** The gateway takes five changes a second: what was too much is said again after this. */
export const AGAIN_MS = 1_000;

export interface OwnPresence {
  order: string;
  state: "viewing" | "editing";
  field?: string;
}

/** How it is said just now. Both are fulfilled with false where it has to be said again; they never reject. */
export interface Voice {
  say(presence: OwnPresence): Promise<boolean>;
  leave(order: string): Promise<boolean>;
  /** Whether it is forgotten unless it is said again and again. */
  repeats: boolean;
}

export class Announcing {
  readonly #clock: Clock;
  readonly #orders = new Map<string, OwnPresence>();
  /** Orders that others still have to be told of. */
  readonly #unsaid = new Set<string>();
  #voice: Voice | null = null;
  #repeating: Timer = null;
  #again: Timer = null;
  #isSaying = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get orders(): string[] {
    return [...this.#orders.keys()];
  }

  set(presence: OwnPresence): void {
    this.#orders.set(presence.order, presence);
    this.#unsaid.add(presence.order);
    void this.#say();
  }

  leave(order: string): void {
    if (!this.#orders.delete(order)) return;
    this.#unsaid.add(order);
    void this.#say();
  }

  /** There is a connection; null: there is none. */
  use(voice: Voice | null): void {
    this.#clock.clearTimeout(this.#repeating);
    this.#clock.clearTimeout(this.#again);
    this.#voice = voice;
    this.#unsaid.clear();
    if (voice) this.#sayAll(voice);
  }

  #sayAll(voice: Voice): void {
    for (const order of this.#orders.keys()) this.#unsaid.add(order);
    void this.#say();
    if (!voice.repeats) return;
    this.#repeating = this.#clock.setTimeout(() => {
      this.#sayAll(voice);
    }, REPEAT_MS);
  }

  /** One at a time, so that of several changes of one order the last is said last. */
  async #say(): Promise<void> {
    if (this.#isSaying) return;
    this.#isSaying = true;
    for (let voice = this.#voice; voice && this.#unsaid.size > 0; voice = this.#voice) {
      const [order = ""] = this.#unsaid;
      this.#unsaid.delete(order);
      const presence = this.#orders.get(order);
      const isSaid = await (presence ? voice.say(presence) : voice.leave(order));
      if (!isSaid && voice === this.#voice) {
        this.#unsaid.add(order);
        this.#clock.clearTimeout(this.#again);
        this.#again = this.#clock.setTimeout(() => void this.#say(), AGAIN_MS);
        break;
      }
    }
    this.#isSaying = false;
  }
}
