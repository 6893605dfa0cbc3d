/** Links to the fake server, over every transport, with the faults that a test asks for. */

import type { AnyPush, Link, LinkListener, OpenRequest, Timer, TransportName, Transports } from "@freightwire/client";
import type { FakeClock } from "./clock.js";
import type { FakeServer } from "./server.js";

const TAKES_COMMANDS: ReadonlySet<TransportName> = new Set(["websocket"]);
const OPENS_AFTER_MS = 20;
const PING_MS = 25_000;

interface OpenLink {
  transport: TransportName;
  listener: LinkListener;
  stop: () => void;
  /** Events that are kept back, to come after later ones of other keys. */
  held: AnyPush[];
}

export class FakeLinks {
  readonly #server: FakeServer;
  readonly #clock: FakeClock;
  readonly #open = new Set<OpenLink>();
  /** Transports that cannot be opened. */
  readonly broken = new Set<TransportName>();
  /** Every request to open a link. */
  readonly requests: { transport: TransportName; request: OpenRequest }[] = [];
  /** Commands that came, by their names. */
  readonly commands: { name: string; body: Record<string, unknown> }[] = [];
  /** With which code whoever wants to open a link is turned away. */
  turnsAway: number | null = null;
  /** Bindings that are refused. */
  readonly forbidden = new Set<string>();
  /** How each event is passed on. */
  faults: { duplicate: boolean; reorder: boolean } = { duplicate: false, reorder: false };

  constructor(server: FakeServer, clock: FakeClock) {
    this.#server = server;
    this.#clock = clock;
  }

  get transports(): Transports {
    const open = (transport: TransportName) => (request: OpenRequest, listener: LinkListener) =>
      this.#connect(transport, request, listener);
    return { websocket: open("websocket"), sse: open("sse"), longpoll: open("longpoll"), rest: open("rest") };
  }

  get openTransports(): TransportName[] {
    return [...this.#open].map((link) => link.transport);
  }

  /** All links end, as the close code says. */
  end(code = 1006, reason = ""): void {
    for (const link of [...this.#open]) {
      this.#stop(link);
      link.listener.ended({ code, reason });
    }
  }

  /** Events from now to the next call are lost, and then it is said so. */
  reset(lose: () => void): void {
    for (const link of this.#open) link.stop();
    lose();
    for (const link of this.#open) {
      link.listener.reset({ reason: "broker", cursor: this.#server.cursor });
      this.#follow(link);
    }
  }

  drain(withinMs: number): void {
    for (const link of this.#open) link.listener.drain(withinMs);
  }

  /** Tell the links something else. */
  tell(say: (listener: LinkListener) => void): void {
    for (const link of this.#open) say(link.listener);
  }

  /** What was kept back comes. */
  release(): void {
    for (const link of this.#open) {
      for (const push of link.held.splice(0)) this.#pass(link, push);
    }
  }

  #connect(transport: TransportName, request: OpenRequest, listener: LinkListener): Link {
    this.requests.push({ transport, request });
    const link: OpenLink = { transport, listener, stop: () => undefined, held: [] };
    const timer = this.#clock.setTimeout(() => {
      if (this.turnsAway !== null) listener.ended({ code: this.turnsAway, reason: "turned away" });
      else if (this.broken.has(transport)) listener.ended({ code: 1006, reason: "broken" });
      else this.#opened(link, request);
    }, OPENS_AFTER_MS);
    return {
      ...(TAKES_COMMANDS.has(transport) ? { command: (name, body) => this.#command(name, body) } : {}),
      close: () => {
        this.#clock.clearTimeout(timer);
        this.#stop(link);
      },
    };
  }

  #opened(link: OpenLink, { cursor, bindings }: OpenRequest): void {
    this.#open.add(link);
    const missed = cursor === undefined ? [] : this.#server.since(cursor);
    link.listener.opened({
      cursor: missed && cursor !== undefined ? cursor : this.#server.cursor,
      resumed: cursor === undefined ? null : missed !== undefined,
      replayed: missed?.length ?? 0,
      ...(missed ? {} : { reason: "too_old" }),
      quietMs: 35_000,
      refused: bindings.filter((binding) => this.forbidden.has(binding)).map((binding) => ({ binding, reason: "forbidden" })),
      user: { id: "ana", name: "Ana", org: "alpha", roles: ["dispatcher"] },
      expiresIn: 3600,
    });
    for (const push of missed ?? []) this.#deliver(link, push);
    this.#follow(link);
  }

  #follow(link: OpenLink): void {
    const unlisten = this.#server.listen((push) => {
      this.#deliver(link, push);
    });
    let timer: Timer;
    const ping = () => {
      link.listener.heard();
      // Never beyond what is kept back.
      if (link.held.length === 0) link.listener.cursor(this.#server.cursor);
      timer = this.#clock.setTimeout(ping, PING_MS);
    };
    timer = this.#clock.setTimeout(ping, PING_MS);
    link.stop = () => {
      unlisten();
      this.#clock.clearTimeout(timer);
    };
  }

  #deliver(link: OpenLink, push: AnyPush): void {
    if (this.faults.reorder && link.held.length < 3) {
      link.held.push(push);
      return;
    }
    // Events with one key never overtake one another.
    const before = link.held.filter((held) => held.key === push.key);
    link.held = link.held.filter((held) => held.key !== push.key);
    for (const held of before) this.#pass(link, held);
    this.#pass(link, push);
  }

  #pass(link: OpenLink, push: AnyPush): void {
    link.listener.heard();
    link.listener.push(push);
    if (this.faults.duplicate) link.listener.push(push);
  }

  #command(name: string, body: Record<string, unknown>) {
    this.commands.push({ name, body });
    if (name === "refresh") return Promise.resolve({ name: "refreshed", body: { expiresIn: 3600, dropped: [] } });
    return Promise.resolve({ name, body: { ...body, presence: [] } });
  }

  #stop(link: OpenLink): void {
    link.stop();
    this.#open.delete(link);
  }
}
