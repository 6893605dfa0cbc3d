/** Commands that wait for their replies, matched by their ids. */

import { CommandRefused, LinkLost, type Reply } from "./link.js";

interface Pending {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

export class Commands {
  readonly #send: (text: string) => void;
  readonly #pending = new Map<number, Pending>();
  #id = 0;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  run(name: string, body: Record<string, unknown>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = ++this.#id;
      this.#pending.set(id, { resolve, reject });
      this.#send(JSON.stringify({ id, [name]: body }));
    });
  }

  replied(id: number, name: string, body: Record<string, unknown>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    if (name !== "error") pending.resolve({ name, body });
    else pending.reject(new CommandRefused(String(body["code"]), String(body["message"]), body["retryable"] === true));
  }

  lost(): void {
    for (const { reject } of this.#pending.values()) reject(new LinkLost("the connection ended"));
    this.#pending.clear();
  }
}
