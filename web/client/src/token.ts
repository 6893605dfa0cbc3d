/** The token: asked for when it is needed, and again before it ends. */

import type { Clock, Timer } from "./environment.js";

export interface Token {
  token: string;
  /** Milliseconds since 1970; without it the token's own `exp` is read. */
  expiresAt?: number;
}

/**
 * Gives a valid token. `renew` is true where the last one was refused or is about to end: do not answer from a cache.
 * A rejection counts as an attempt to connect that failed, and is tried again.
 */
export type TokenProvider = (ask: { renew: boolean }) => Promise<Token | string> | Token | string;

/** A token is renewed when this much of its life is left, and at the latest a minute before its end. */
const REST_OF_LIFE = 0.1;
const LEAST_REST_MS = 5_000;
const MOST_REST_MS = 60_000;
/** A provider that has nothing newer, near the token's end, is not asked more often than this. */
const LEAST_PAUSE_MS = 1_000;
/** A provider that failed is asked again after this. */
const AGAIN_MS = 10_000;

export class TokenSource {
  readonly #provider: TokenProvider;
  readonly #clock: Clock;
  #held: { token: string; renewAt: number } | null = null;
  #asked: Promise<string> | null = null;
  #timer: Timer;

  constructor(provider: TokenProvider, clock: Clock) {
    this.#provider = provider;
    this.#clock = clock;
  }

  /** The token that is held while it is good, otherwise a new one. */
  async get({ renew = false } = {}): Promise<string> {
    if (!renew && this.#held && this.#clock.now() < this.#held.renewAt) return this.#held.token;
    this.#asked ??= this.#ask(renew || this.#held !== null).finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  /** What is held is not to be used any more: the provider has another. */
  forget(): void {
    this.#held = null;
  }

  /**
   * Hand over a new token each time before the current one ends, until `stop`.
   *
   * @param expiresIn seconds that the current token is good for.
   */
  keepFresh(expiresIn: number, use: (token: string) => Promise<number>): void {
    const leftMs = expiresIn * 1000;
    this.#plan(Math.max(LEAST_PAUSE_MS, leftMs - restOf(leftMs)), use);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #plan(ms: number, use: (token: string) => Promise<number>): void {
    this.stop();
    // A timer takes at most 2^31 ms; whoever has a token for longer is asked after 24 days.
    this.#timer = this.#clock.setTimeout(() => {
      this.get({ renew: true })
        .then(use)
        .then(
          (expiresIn) => {
            this.keepFresh(expiresIn, use);
          },
          () => {
            this.#plan(AGAIN_MS, use);
          },
        );
    }, Math.min(ms, 2 ** 31 - 1));
  }

  async #ask(renew: boolean): Promise<string> {
    const given = await this.#provider({ renew });
    const { token, expiresAt } = typeof given === "string" ? { token: given, expiresAt: undefined } : given;
    const now = this.#clock.now();
    const end = expiresAt ?? expiryOf(token);
    this.#held = { token, renewAt: end === undefined ? Infinity : end - restOf(end - now) };
    return token;
  }
}

function restOf(lifeMs: number): number {
  return Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, lifeMs * REST_OF_LIFE));
}

/** The `exp` of a JWT in milliseconds; undefined where there is none to be read. */
function expiryOf(token: string): number | undefined {
  const [, body] = token.split(".");
  if (body === undefined) return undefined;
  try {
    const claims = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/"))) as { exp?: unknown };
    return typeof claims.exp === "number" ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}
