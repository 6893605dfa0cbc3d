/** A WebSocket whose other end is the test. */

import type { WebSocketConstructor } from "@freightwire/client";

export class FakeSocket {
  static opened: FakeSocket[] = [];

  static get last(): FakeSocket {
    const last = FakeSocket.opened.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  closedWith: number | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.opened.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  /** The other end accepts. */
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** The other end says something. */
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The other end answers the last command. */
  reply(name: string, body: object): void {
    this.say({ id: this.sent.at(-1)?.["id"], [name]: body });
  }

  /** The other end closes. */
  end(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

export const FakeWebSocket = FakeSocket as unknown as WebSocketConstructor;
