/** Runs the state machine: its timers, its links, the token, and the cursor of the link in use. */

import { Emitter, type Unsubscribe } from "../emitter.js";
import type { Environment, Timer } from "../environment.js";
import type { AnyPush, TransportName } from "../protocol.js";
import type { TokenSource } from "../token.js";
import type { Link, LinkListener, LinkOpened, OpenRequest, Transports } from "../transports/link.js";
import type { ConnectionState, Effect, Input, LinkId } from "./effects.js";
import { ConnectionMachine } from "./machine.js";

/** A link that opened, and is the one in use. */
export interface Adopted extends LinkOpened {
  transport: TransportName;
  /** What was asked for when it was opened. */
  bindings: string[];
}

export interface ConnectionEvents {
  state: ConnectionState;
  adopted: Adopted;
  lost: null;
  push: AnyPush;
  reset: { reason: string };
  queueClosed: { queue: string; reason: string };
}

export interface ConnectionOptions {
  environment: Environment;
  transports: Transports;
  order: readonly TransportName[];
  tokens: TokenSource;
  /** What to ask for at the moment of opening. */
  request: () => Pick<OpenRequest, "bindings" | "client" | "flushMs">;
  cursor: string | undefined;
}

interface Held {
  transport: TransportName;
  link: Link | null;
  bindings: string[];
  opened: LinkOpened | null;
  /** What came before the link was in use. */
  early: (() => void)[];
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #machine: ConnectionMachine;
  readonly #events = new Emitter<ConnectionEvents>();
  readonly #timers = new Map<string, Timer>();
  readonly #links = new Map<LinkId, Held>();
  #current: LinkId | null = null;
  #cursor: string | undefined;
  #isWanted = false;
  #unlisten: Unsubscribe = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#cursor = options.cursor;
    const { environment, transports } = options;
    this.#machine = new ConnectionMachine({
      transports: options.order.filter((name) => transports[name]),
      random: environment.random,
      isOnline: environment.network.isOnline(),
    });
  }

  readonly on = this.#events.on.bind(this.#events);

  get state(): ConnectionState {
    return this.#machine.state;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** Sends a command over the link in use; undefined where it takes none. */
  get command(): Link["command"] {
    return this.#held?.link?.command;
  }

  start(): void {
    this.#isWanted = true;
    this.#unlisten();
    this.#unlisten = this.#options.environment.network.listen((signal) => {
      this.#handle({ type: "signal", signal });
    });
    this.#handle({ type: "start" });
  }

  stop(): void {
    this.#isWanted = false;
    this.#unlisten();
    this.#unlisten = () => undefined;
    this.#handle({ type: "stop" });
  }

  /** There is another token: no pause, and no end that the old one has brought about. */
  renewed(): void {
    if (!this.#isWanted) return;
    this.#handle({ type: "start" });
    this.#handle({ type: "signal", signal: "visible" });
  }

  /** Ask for what is wanted now by a new link, where the one in use takes no commands. */
  replace(): void {
    this.#handle({ type: "replace" });
  }

  get #held(): Held | undefined {
    return this.#current === null ? undefined : this.#links.get(this.#current);
  }

  #handle(input: Input): void {
    for (const effect of this.#machine.handle(input, this.#options.environment.clock.now())) this.#do(effect);
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case "open":
        void this.#open(effect.link, effect.transport, effect.renewToken);
        return;
      case "close":
        this.#close(effect.link);
        return;
      case "adopt":
        this.#adopt(effect.link);
        return;
      case "verify":
        this.#verify(effect.link);
        return;
      case "timer":
        this.#setTimer(effect.name, effect.ms);
        return;
      case "cancel":
        this.#cancel(effect.name);
        return;
      case "state":
        this.#events.emit("state", effect.state);
    }
  }

  async #open(id: LinkId, transport: TransportName, renew: boolean): Promise<void> {
    const { request, tokens, transports } = this.#options;
    const asked = request();
    const held: Held = { transport, link: null, bindings: asked.bindings, opened: null, early: [] };
    this.#links.set(id, held);
    try {
      const token = await tokens.get({ renew });
      if (!this.#links.has(id)) return;
      const open = transports[transport];
      if (!open) throw new Error(`no transport ${transport}`);
      held.link = open({ ...asked, token, cursor: this.#cursor }, this.#listener(id, held));
    } catch (error) {
      this.#ended(id, { code: 0, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #listener(id: LinkId, held: Held): LinkListener {
    const isLive = () => this.#links.get(id) === held;
    const inTurn = (act: () => void) => {
      if (!isLive()) return;
      if (this.#current === id) act();
      else held.early.push(act);
    };
    return {
      opened: (info) => {
        if (!isLive()) return;
        held.opened = info;
        this.#handle({ type: "opened", link: id, quietMs: info.quietMs });
      },
      heard: () => {
        if (isLive()) this.#handle({ type: "heard", link: id });
      },
      push: (push) => {
        inTurn(() => {
          if (push.cursor !== undefined && push.queue === undefined) this.#cursor = push.cursor;
          this.#events.emit("push", push);
        });
      },
      cursor: (cursor) => {
        inTurn(() => (this.#cursor = cursor));
      },
      reset: ({ reason, cursor }) => {
        inTurn(() => {
          this.#cursor = cursor;
          this.#events.emit("reset", { reason });
        });
      },
      drain: (withinMs) => {
        inTurn(() => {
          this.#handle({ type: "drain", link: id, withinMs });
        });
      },
      queueClosed: (queue, reason) => {
        inTurn(() => {
          this.#events.emit("queueClosed", { queue, reason });
        });
      },
      ended: (end) => {
        if (isLive()) this.#ended(id, end);
      },
    };
  }

  #ended(id: LinkId, end: { code: number; reason: string }): void {
    if (!this.#links.has(id)) return;
    this.#forget(id);
    this.#handle({ type: "ended", link: id, end });
  }

  #adopt(id: LinkId): void {
    const held = this.#links.get(id);
    if (!held?.opened) return;
    this.#current = id;
    this.#cursor = held.opened.cursor;
    this.#events.emit("adopted", { ...held.opened, transport: held.transport, bindings: held.bindings });
    const early = held.early.splice(0);
    for (const act of early) act();
  }

  #close(id: LinkId): void {
    const held = this.#links.get(id);
    this.#forget(id);
    held?.link?.close();
  }

  #forget(id: LinkId): void {
    this.#links.delete(id);
    if (this.#current !== id) return;
    this.#current = null;
    this.#events.emit("lost", null);
  }

  /** Binding what is bound already changes nothing, and is answered. */
  #verify(id: LinkId): void {
    const held = this.#links.get(id);
    const bindings = held?.bindings.slice(0, 1) ?? [];
    if (bindings.length === 0) this.#handle({ type: "heard", link: id });
    else held?.link?.command?.("subscribe", { bindings }).catch(() => undefined);
  }

  #setTimer(name: string, ms: number): void {
    this.#cancel(name);
    const timer = this.#options.environment.clock.setTimeout(() => {
      this.#timers.delete(name);
      this.#handle({ type: "timer", name });
    }, ms);
    this.#timers.set(name, timer);
  }

  #cancel(name: string): void {
    this.#options.environment.clock.clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
