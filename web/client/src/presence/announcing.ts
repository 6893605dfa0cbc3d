/** The user's own presence: said once over a socket, again and again over plain HTTP, and anew after a reconnect. */

import type { Clock, Timer } from "../environment.js";

/** Presence over HTTP ends after 45 s. */
export const REPEAT_MS = 20_000;

export interface OwnPresence {
  order: string;
  state: "viewing" | "editing";
  field?: string;
}

/** How it is said just now; null while there is no connection. */
export interface Voice {
  say(presence: OwnPresence): Promise<void>;
  leave(order: string): Promise<void>;
  /** Whether it must be said again and again. */
  repeats: boolean;
}

export class Announcing {
  readonly #clock: Clock;
  readonly #onRefused: (order: string, error: unknown) => void;
  readonly #orders = new Map<string, OwnPresence>();
  #voice: Voice | null = null;
  #timer: Timer;

  constructor(clock: Clock, onRefused: (order: string, error: unknown) => void) {
    this.#clock = clock;
    this.#onRefused = onRefused;
  }

  get orders(): string[] {
    return [...this.#orders.keys()];
  }

  set(presence: OwnPresence): void {
    this.#orders.set(presence.order, presence);
    this.#say(presence);
  }

  leave(order: string): void {
    if (!this.#orders.delete(order)) return;
    this.#voice?.leave(order).catch((error: unknown) => {
      this.#onRefused(order, error);
    });
  }

  /** There is a connection, or none. */
  use(voice: Voice | null): void {
    this.#clock.clearTimeout(this.#timer);
    this.#voice = voice;
    this.#sayAll();
  }

  #sayAll(): void {
    if (!this.#voice) return;
    for (const presence of this.#orders.values()) this.#say(presence);
    if (this.#voice.repeats) {
      this.#timer = this.#clock.setTimeout(() => {
        this.#sayAll();
      }, REPEAT_MS);
    }
  }

  #say(presence: OwnPresence): void {
    this.#voice?.say(presence).catch((error: unknown) => {
      this.#onRefused(presence.order, error);
    });
  }
}
