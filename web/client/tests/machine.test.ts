import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { Effect, Input, LinkId } from "../src/connection/effects.js";
import { ConnectionMachine, HANDSHAKE_MS, STABLE_MS, type MachineOptions } from "../src/connection/machine.js";
import type { TransportName } from "../src/protocol.js";

const ALL: readonly TransportName[] = ["websocket", "sse", "longpoll", "rest"];

/** The machine with its timers, which fire only when asked. */
class Driven {
  now = 0;
  readonly timers = new Map<string, number>();
  readonly opened: { link: LinkId; transport: TransportName; renewToken: boolean }[] = [];
  readonly closed: LinkId[] = [];
  readonly adopted: LinkId[] = [];
  readonly verified: LinkId[] = [];
  readonly #machine: ConnectionMachine;

  constructor({ transports = ALL, random = () => 0.5, isOnline = true }: Partial<MachineOptions> = {}) {
    this.#machine = new ConnectionMachine({ transports, random, isOnline });
  }

  get state() {
    return this.#machine.state;
  }

  get last() {
    const last = this.opened.at(-1);
    if (!last) throw new Error("nothing was opened");
    return last;
  }

  do(input: Input): Effect[] {
    const effects = this.#machine.handle(input, this.now);
    for (const effect of effects) this.#take(effect);
    return effects;
  }

  start(): this {
    this.do({ type: "start" });
    return this;
  }

  open(): this {
    this.do({ type: "opened", link: this.last.link, quietMs: 35_000 });
    return this;
  }

  end(code = 1006, link = this.last.link): this {
    this.do({ type: "ended", link, end: { code, reason: "" } });
    return this;
  }

  /** The timer fires; it must be set. */
  fire(name: string): this {
    const at = this.timers.get(name);
    if (at === undefined) throw new Error(`${name} is not set`);
    this.timers.delete(name);
    this.now = Math.max(this.now, at);
    this.do({ type: "timer", name });
    return this;
  }

  #take(effect: Effect): void {
    if (effect.type === "timer") this.timers.set(effect.name, this.now + effect.ms);
    else if (effect.type === "cancel") this.timers.delete(effect.name);
    else if (effect.type === "open") this.opened.push(effect);
    else if (effect.type === "close") this.closed.push(effect.link);
    else if (effect.type === "adopt") this.adopted.push(effect.link);
    else if (effect.type === "verify") this.verified.push(effect.link);
  }
}

describe("status", () => {
  it("goes from connecting to connected, reconnecting and closed", () => {
    const machine = new Driven();
    expect(machine.state.status).toBe("closed");
    machine.start();
    expect(machine.state.status).toBe("connecting");
    machine.open();
    expect(machine.state).toMatchObject({ status: "connected", transport: "websocket", problem: null });
    machine.end(4402);
    expect(machine.state).toMatchObject({ status: "reconnecting", transport: null, problem: { code: 4402 } });
    machine.do({ type: "stop" });
    expect(machine.state).toMatchObject({ status: "closed", retryAt: null });
    expect(machine.timers.size).toBe(0);
  });

  it("is told first, so that listeners of what follows find it", () => {
    const machine = new Driven().start();
    const effects = machine.do({ type: "opened", link: machine.last.link, quietMs: 1000 });
    expect(effects.map((effect) => effect.type).slice(0, 2)).toEqual(["state", "adopt"]);
  });

  it("is offline where the browser says so, and the attempts go on", () => {
    const machine = new Driven({ isOnline: false }).start();
    expect(machine.state.status).toBe("offline");
    machine.end();
    expect(machine.state.status).toBe("offline");
    machine.fire("retry").open();
    expect(machine.state.status).toBe("connected");
  });
});

describe("retrying", () => {
  it("waits up to a ceiling that doubles, to 20 s", () => {
    const machine = new Driven({ transports: ["websocket"], random: () => 0.999 }).start();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      machine.end();
      pauses.push((machine.state.retryAt ?? 0) - machine.now);
      machine.fire("retry");
    }
    expect(pauses.map((pause) => Math.round(pause / 100) / 10)).toEqual([0.5, 1, 2, 4, 8, 16, 20, 20]);
  });

  it("counts from the beginning only after ten stable seconds", () => {
    const machine = new Driven({ transports: ["websocket"] }).start();
    machine.end().fire("retry").end().fire("retry").open();
    expect(machine.state.failures).toBe(2);
    machine.end().fire("retry").open();
    expect(machine.state.failures).toBe(3);
    expect(machine.timers.get("stable")).toBe(machine.now + STABLE_MS);
    machine.fire("stable");
    expect(machine.state.failures).toBe(0);
  });

  it.each(["online", "visible"] as const)("tries at once, and from the beginning, when %s", (signal) => {
    const machine = new Driven({ transports: ["websocket"] }).start();
    machine.end().fire("retry").end();
    const before = machine.opened.length;
    machine.do({ type: "signal", signal });
    expect(machine.opened.length).toBe(before + 1);
    expect(machine.state.failures).toBe(0);
    expect(machine.timers.has("retry")).toBe(false);
  });

  it("gives up an attempt that says nothing, and one that never ends", () => {
    const machine = new Driven().start();
    const first = machine.last.link;
    expect(machine.timers.get(`opening:${String(first)}`)).toBe(HANDSHAKE_MS);
    machine.do({ type: "heard", link: first });
    machine.fire(`opening:${String(first)}`);
    expect(machine.closed).toEqual([first]);
    expect(machine.state.problem?.reason).toBe("timeout");
  });
});

describe("close codes", () => {
  it("4400 is no failure", () => {
    const machine = new Driven().start().open().fire("stable").end(4400);
    expect(machine.state.failures).toBe(0);
    machine.fire("retry");
    expect(machine.last.transport).toBe("websocket");
  });

  it("4401 connects at once with a new token, and stops when new ones are refused, too", () => {
    const machine = new Driven().start().open().end(4401);
    expect(machine.last.renewToken).toBe(true);
    expect(machine.state.status).toBe("reconnecting");
    machine.end(4401).fire("retry");
    expect(machine.last.renewToken).toBe(true);
    machine.end(401);
    expect(machine.state).toMatchObject({ status: "closed", problem: { code: 401 } });
  });

  it.each([4500, 4501, 4502, 4503, 4504, 4505, 403])("%d stops", (code) => {
    const machine = new Driven().start().open().end(code);
    expect(machine.state).toMatchObject({ status: "closed", problem: { code } });
    expect(machine.timers.size).toBe(0);
    machine.do({ type: "signal", signal: "online" });
    expect(machine.opened.length).toBe(1);
    machine.start();
    expect(machine.opened.length).toBe(2);
  });

  it.each([4402, 4403, 4404, 4405, 1006, 503, 404, 0])("%d is tried again", (code) => {
    const machine = new Driven().start().open().end(code);
    expect(machine.state.status).toBe("reconnecting");
    expect(machine.timers.has("retry")).toBe(true);
  });
});

describe("falling back", () => {
  const attempts = (machine: Driven, count: number) => {
    for (let attempt = 0; attempt < count; attempt += 1) machine.end().fire("retry");
    return machine.opened.map((one) => one.transport);
  };

  it("tries a WebSocket three times, then the others in turn, then round again", () => {
    const tried = attempts(new Driven().start(), 9);
    expect(tried).toEqual([
      "websocket", "websocket", "websocket", "sse", "longpoll", "rest", "websocket", "sse", "longpoll", "rest",
    ]);
  });

  it("begins with the best when the network comes back", () => {
    const machine = new Driven().start();
    attempts(machine, 4);
    machine.end().do({ type: "signal", signal: "online" });
    expect(machine.last.transport).toBe("websocket");
  });

  it("looks for a better one in the background, and adopts it before the other is closed", () => {
    const machine = new Driven().start();
    attempts(machine, 3);
    machine.open();
    expect(machine.state).toMatchObject({ status: "fallback", transport: "sse" });
    const fallback = machine.last.link;
    machine.fire("probe");
    expect(machine.last.transport).toBe("websocket");
    machine.end();
    expect(machine.state.status).toBe("fallback");
    machine.fire("probe").open();
    expect(machine.state).toMatchObject({ status: "connected", transport: "websocket" });
    expect(machine.closed).toEqual([fallback]);
    expect(machine.timers.has("probe")).toBe(false);
  });

  it("at the last resort any better one will do", () => {
    const machine = new Driven().start();
    attempts(machine, 5);
    machine.open();
    expect(machine.state.transport).toBe("rest");
    const probed = ["websocket", "sse", "longpoll"].map(() => {
      machine.fire("probe");
      const { transport } = machine.last;
      machine.end();
      return transport;
    });
    expect(probed).toEqual(["websocket", "sse", "longpoll"]);
  });

  it("takes the better one that is being opened when the fallback is lost", () => {
    const machine = new Driven().start();
    attempts(machine, 3);
    machine.open();
    const fallback = machine.last.link;
    machine.fire("probe").end(1006, fallback);
    expect(machine.state.status).toBe("reconnecting");
    expect(machine.timers.has("retry")).toBe(false);
    machine.open();
    expect(machine.state.status).toBe("connected");
  });

  it("falls back where connections open but do not last", () => {
    const machine = new Driven().start();
    for (let attempt = 0; attempt < 3; attempt += 1) machine.open().end().fire("retry");
    expect(machine.last.transport).toBe("sse");
  });
});

describe("a link that may be dead", () => {
  it("is given up when it has been silent for too long", () => {
    const machine = new Driven().start().open();
    machine.now = 20_000;
    machine.do({ type: "heard", link: machine.last.link });
    machine.fire("silence");
    expect(machine.state.status).toBe("connected");
    machine.fire("silence");
    expect(machine.state).toMatchObject({ status: "reconnecting", problem: { reason: "silent" } });
    expect(machine.closed).toEqual([1]);
  });

  it("is asked for a sign of life when the page comes back", () => {
    const machine = new Driven().start().open();
    machine.do({ type: "signal", signal: "visible" });
    expect(machine.verified).toEqual([1]);
    machine.do({ type: "heard", link: 1 });
    expect(machine.timers.has("verify")).toBe(false);
    machine.do({ type: "signal", signal: "offline" });
    machine.fire("verify");
    expect(machine.state.status).toBe("offline");
  });

  it("is given up at once when the page slept longer than a ping is late", () => {
    const machine = new Driven().start().open();
    machine.now = 60_000;
    machine.do({ type: "signal", signal: "visible" });
    expect(machine.state.problem?.reason).toBe("silent");
  });

  it("is replaced where it cannot be asked", () => {
    const machine = new Driven({ transports: ["sse"] }).start().open();
    machine.now = 10_000;
    machine.do({ type: "signal", signal: "online" });
    expect(machine.opened.length).toBe(2);
    machine.open();
    expect(machine.closed).toEqual([1]);
  });
});

describe("draining", () => {
  it("moves to another link within the time, and closes the old one after that", () => {
    const machine = new Driven().start().open();
    machine.do({ type: "drain", link: 1, withinMs: 4000 });
    expect(machine.timers.get("move")).toBe(1600);
    machine.fire("move");
    expect(machine.closed).toEqual([]);
    machine.open();
    expect(machine.closed).toEqual([1]);
    expect(machine.adopted).toEqual([1, 2]);
  });
});

it("always has at most two links, one adopted, and something that will happen next", () => {
  const input: fc.Arbitrary<(driven: Driven) => Input> = fc.oneof(
    fc.constantFrom<Input>(
      { type: "signal", signal: "online" },
      { type: "signal", signal: "offline" },
      { type: "signal", signal: "visible" },
      { type: "replace" },
      { type: "start" },
    ).map((one) => () => one),
    fc.nat(3).map((back) => (driven: Driven) => ({ type: "opened", link: driven.last.link - back, quietMs: 35_000 }) as const),
    fc.tuple(fc.nat(3), fc.constantFrom(1006, 4400, 4401, 4402, 4503, 503)).map(
      ([back, code]) =>
        (driven: Driven) =>
          ({ type: "ended", link: driven.last.link - back, end: { code, reason: "" } }) as const,
    ),
    fc.nat(20).map((index) => (driven: Driven) => {
      const names = [...driven.timers.keys()];
      const name = names[index % names.length];
      return name === undefined ? ({ type: "start" } as const) : ({ type: "timer", name } as const);
    }),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
      const driven = new Driven().start();
      const live = new Set<LinkId>();
      const effects = (list: Effect[]) => {
        for (const effect of list) {
          if (effect.type === "open") live.add(effect.link);
          if (effect.type === "close") live.delete(effect.link);
        }
      };
      live.add(driven.last.link);
      for (const make of inputs) {
        const one = make(driven);
        if (one.type === "ended") live.delete(one.link);
        if (one.type === "timer") driven.timers.delete(one.name);
        effects(driven.do(one));
        expect(live.size).toBeLessThanOrEqual(2);
        const { status } = driven.state;
        const isUp = status === "connected" || status === "fallback";
        if (status === "closed") expect(live.size).toBe(0);
        else if (!isUp) expect(driven.timers.has("retry") || live.size > 0).toBe(true);
        else expect(driven.timers.has("silence")).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});
