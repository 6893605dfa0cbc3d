/**
 * The connection as a state machine: it takes what happened and says what to do, and does nothing itself.
 *
 * At most two links live at once: the one in use, and one that is to replace it (a better transport, another node, other
 * bindings). The new one is adopted once it has opened, so that nothing is missed between the two.
 */

import type { NetworkSignal } from "../environment.js";
import type { TransportName } from "../protocol.js";
import { verdictOn, type LinkEnd } from "./closing.js";
import { isSameState, type ConnectionState, type ConnectionStatus, type Effect, type Input, type LinkId, type LinkInput } from "./effects.js";
import { Ladder } from "./ladder.js";
import { Retrying } from "./retrying.js";

export const STABLE_MS = 10_000;
/** Until the other side has said anything at all. */
export const HANDSHAKE_MS = 10_000;
/** Until a link that has said something is open: the gateway may be replaying. */
export const OPENING_MS = 40_000;
export const VERIFY_MS = 5_000;
/** Of the timer that ends an attempt; the link's number follows. */
const OPENING = "opening:";
/** Timers that mean something only while there is a link in use. */
const WHILE_OPEN = ["stable", "silence", "probe", "verify", "move"];

interface Link {
  id: LinkId;
  transport: TransportName;
  isOpen: boolean;
  lastHeard: number;
  quietMs: number;
}

export interface MachineOptions {
  transports: readonly TransportName[];
  random: () => number;
  isOnline: boolean;
}

export class ConnectionMachine {
  readonly #random: () => number;
  readonly #ladder: Ladder;
  readonly #retrying = new Retrying();
  #isRunning = false;
  #isOnline: boolean;
  #hasBeenOpen = false;
  #links = 0;
  #link: Link | null = null;
  #next: Link | null = null;
  #retryAt: number | null = null;
  #verifiedAt: number | null = null;
  #problem: LinkEnd | null = null;
  #effects: Effect[] = [];
  #told: ConnectionState | null = null;

  constructor(options: MachineOptions) {
    this.#random = options.random;
    this.#isOnline = options.isOnline;
    this.#ladder = new Ladder(options.transports);
  }

  /** Take in what happened at `now` (milliseconds) and give back what is to be done, in order. */
  handle(input: Input, now: number): Effect[] {
    this.#take(input, now);
    if (input.type !== "heard") this.#tell();
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  get state(): ConnectionState {
    return {
      status: this.#status(),
      transport: this.#link?.isOpen ? this.#link.transport : null,
      failures: this.#retrying.failures,
      retryAt: this.#retryAt,
      problem: this.#problem,
    };
  }

  #take(input: Input, now: number): void {
    switch (input.type) {
      case "start":
        this.#start(now);
        return;
      case "stop":
        this.#stop(null);
        return;
      case "signal":
        this.#signal(input.signal, now);
        return;
      case "timer":
        this.#timedOut(input.name, now);
        return;
      case "replace":
        if (this.#link?.isOpen) this.#openNext(this.#link.transport, now, { instead: true });
        return;
      default:
        this.#onLink(input, now);
    }
  }

  #onLink(input: LinkInput, now: number): void {
    switch (input.type) {
      case "opened":
        this.#opened(input.link, input.quietMs, now);
        return;
      case "heard":
        this.#heard(input.link, now);
        return;
      case "ended":
        this.#ended(input.link, input.end, now);
        return;
      case "drain":
        if (this.#link?.id === input.link) this.#timer("move", this.#random() * 0.8 * input.withinMs);
    }
  }

  #start(now: number): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#problem = null;
    this.#retrying.start();
    this.#ladder.reset();
    this.#attempt(now);
  }

  #stop(problem: LinkEnd | null): void {
    this.#isRunning = false;
    this.#problem = problem;
    this.#drop(this.#link);
    this.#drop(this.#next);
    this.#link = this.#next = null;
    this.#retryAt = null;
    for (const name of ["retry", ...WHILE_OPEN]) this.#cancel(name);
  }

  #attempt(now: number): void {
    this.#cancel("retry");
    this.#retryAt = null;
    this.#link = this.#open(this.#ladder.current, now);
  }

  #open(transport: TransportName, now: number): Link {
    const link: Link = { id: ++this.#links, transport, isOpen: false, lastHeard: now, quietMs: Infinity };
    this.#effects.push({ type: "open", link: link.id, transport, renewToken: this.#retrying.takeRenewal() });
    this.#timer(opening(link), HANDSHAKE_MS);
    return link;
  }

  #openNext(transport: TransportName, now: number, { instead = false } = {}): void {
    if (this.#next && !instead) return;
    this.#drop(this.#next);
    this.#next = this.#open(transport, now);
  }

  #opened(id: LinkId, quietMs: number, now: number): void {
    const link = this.#find(id);
    if (!link) return;
    if (link === this.#next) {
      this.#drop(this.#link);
      this.#next = null;
    }
    this.#link = link;
    Object.assign(link, { isOpen: true, lastHeard: now, quietMs });
    this.#hasBeenOpen = true;
    this.#retrying.opened();
    this.#problem = null;
    this.#verifiedAt = null;
    this.#ladder.use(link.transport);
    this.#effects.push({ type: "adopt", link: id });
    for (const name of [opening(link), "retry", "verify", "move"]) this.#cancel(name);
    this.#retryAt = null;
    this.#timer("stable", STABLE_MS);
    if (Number.isFinite(quietMs)) this.#timer("silence", quietMs);
    else this.#cancel("silence");
    this.#planProbe();
  }

  #heard(id: LinkId, now: number): void {
    const link = this.#find(id);
    if (!link) return;
    link.lastHeard = now;
    if (!link.isOpen) this.#timer(opening(link), OPENING_MS);
    else if (link === this.#link && this.#verifiedAt !== null) {
      this.#verifiedAt = null;
      this.#cancel("verify");
    }
  }

  #ended(id: LinkId, end: LinkEnd, now: number): void {
    if (id === this.#next?.id) {
      this.#nextEnded(this.#next, end);
      return;
    }
    const link = this.#link;
    if (id !== link?.id) return;
    this.#cancel(opening(link));
    for (const name of WHILE_OPEN) this.#cancel(name);
    this.#link = null;
    this.#verifiedAt = null;
    this.#problem = end;
    const verdict = verdictOn(end);
    const pause = this.#retrying.pauseAfter(verdict, this.#random);
    if (pause === "stop") {
      this.#stop(end);
      return;
    }
    if (verdict === "retry") this.#ladder.failed();
    if (this.#next) {
      this.#link = this.#next;
      this.#next = null;
    } else if (pause === 0) {
      this.#attempt(now);
    } else {
      this.#retryAt = now + pause;
      this.#timer("retry", pause);
    }
  }

  #nextEnded(next: Link, end: LinkEnd): void {
    this.#cancel(opening(next));
    this.#next = null;
    if (verdictOn(end) === "renew") this.#retrying.renew();
    this.#planProbe();
  }

  #planProbe(): void {
    if (this.#ladder.isBest || !this.#link?.isOpen) {
      this.#cancel("probe");
      return;
    }
    this.#timer("probe", this.#ladder.nextProbe(this.#random));
  }

  #probe(now: number): void {
    const better = this.#next || !this.#link?.isOpen ? undefined : this.#ladder.better();
    if (better) this.#openNext(better, now);
  }

  #signal(signal: NetworkSignal, now: number): void {
    this.#isOnline = signal === "visible" ? this.#isOnline : signal === "online";
    if (!this.#isRunning) return;
    const link = this.#link;
    if (signal === "offline") {
      if (link?.isOpen) this.#verify(link, now);
      return;
    }
    this.#retrying.held();
    if (signal === "online") this.#ladder.held();
    if (!link) {
      if (signal === "online") this.#ladder.reset();
      this.#attempt(now);
    } else if (link.isOpen) {
      this.#verify(link, now);
      this.#ladder.probeSoon();
      this.#probe(now);
    }
  }

  /** Make sure that an open link lives. What cannot be asked for a sign of life is replaced. */
  #verify(link: Link, now: number): void {
    if (isQuiet(link, now)) {
      this.#lost(link, "silent", now);
    } else if (link.transport === "websocket") {
      if (this.#verifiedAt !== null) return;
      this.#verifiedAt = now;
      this.#effects.push({ type: "verify", link: link.id });
      this.#timer("verify", VERIFY_MS);
    } else if (now - link.lastHeard >= VERIFY_MS && this.#isOnline) {
      this.#openNext(link.transport, now);
    }
  }

  #lost(link: Link, reason: string, now: number): void {
    this.#effects.push({ type: "close", link: link.id });
    this.#ended(link.id, { code: 0, reason }, now);
  }

  #timedOut(name: string, now: number): void {
    const link = this.#link;
    if (name.startsWith(OPENING)) {
      const slow = this.#find(Number(name.slice(OPENING.length)));
      if (slow && !slow.isOpen) this.#lost(slow, "timeout", now);
    } else if (name === "retry") {
      if (this.#isRunning && !link) this.#attempt(now);
    } else if (link?.isOpen) {
      this.#timedOutWhileOpen(name, link, now);
    }
  }

  #timedOutWhileOpen(name: string, link: Link, now: number): void {
    switch (name) {
      case "stable":
        this.#retrying.held();
        this.#ladder.held();
        return;
      case "silence":
        if (isQuiet(link, now)) this.#lost(link, "silent", now);
        else this.#timer("silence", link.lastHeard + link.quietMs - now);
        return;
      case "verify":
        if (this.#verifiedAt !== null) this.#lost(link, "silent", now);
        return;
      case "probe":
        this.#probe(now);
        return;
      case "move":
        this.#openNext(link.transport, now);
    }
  }

  #find(id: LinkId): Link | undefined {
    return [this.#link, this.#next].find((link): link is Link => link?.id === id);
  }

  #drop(link: Link | null): void {
    if (!link) return;
    this.#cancel(opening(link));
    this.#effects.push({ type: "close", link: link.id });
  }

  #timer(name: string, ms: number): void {
    this.#effects.push({ type: "timer", name, ms });
  }

  #cancel(name: string): void {
    this.#effects.push({ type: "cancel", name });
  }

  #status(): ConnectionStatus {
    if (!this.#isRunning) return "closed";
    if (this.#link?.isOpen) return this.#link.transport === "websocket" ? "connected" : "fallback";
    if (!this.#isOnline) return "offline";
    return this.#hasBeenOpen || this.#retrying.failures > 0 ? "reconnecting" : "connecting";
  }

  #tell(): void {
    const state = this.state;
    if (this.#told && isSameState(this.#told, state)) return;
    this.#told = state;
    // First, so that who is told of a new link finds the state that goes with it.
    this.#effects.unshift({ type: "state", state });
  }
}

function opening(link: Link): string {
  return OPENING + String(link.id);
}

function isQuiet(link: Link, now: number): boolean {
  return now - link.lastHeard >= link.quietMs;
}
