/** Keeps what a link tells. */

import type { AnyPush, LinkListener } from "@freightwire/client";

export class Told implements LinkListener {
  readonly all: { name: string; value: unknown }[] = [];

  of(name: string): unknown[] {
    return this.all.filter((one) => one.name === name).map((one) => one.value);
  }

  opened(info: object): void {
    this.#tell("opened", info);
  }
  heard(): void {
    this.#tell("heard", null);
  }
  push(push: AnyPush): void {
    this.#tell("push", push);
  }
  cursor(cursor: string): void {
    this.#tell("cursor", cursor);
  }
  reset(reset: object): void {
    this.#tell("reset", reset);
  }
  drain(withinMs: number): void {
    this.#tell("drain", withinMs);
  }
  queueClosed(queue: string, reason: string): void {
    this.#tell("queueClosed", { queue, reason });
  }
  ended(end: object): void {
    this.#tell("ended", end);
  }

  #tell(name: string, value: unknown): void {
    this.all.push({ name, value });
  }
}
