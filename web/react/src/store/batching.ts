/** Many events, one repaint: what happens within a frame is published together. */

import type { Clock, Timer } from "@freightwire/client";

/** A page in the background gets no animation frames, so this is a timer. */
const FRAME_MS = 16;

export class Batch {
  readonly #clock: Clock;
  readonly #publish: () => void;
  #timer: Timer = null;

  constructor(clock: Clock, publish: () => void) {
    this.#clock = clock;
    this.#publish = publish;
  }

  /** Publish soon. */
  touch(): void {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.flush();
    }, FRAME_MS);
  }

  /** Publish now. */
  flush(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#publish();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
