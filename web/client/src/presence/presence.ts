/** Presence, as the application sees it: who else is in an order, and where this user is. */

import type { Environment } from "../environment.js";
import type { AnyPush, PresenceSnapshot, TransportName } from "../protocol.js";
import type { TokenSource } from "../token.js";
import type { Link } from "../transports/link.js";
import { Announcing, type Voice } from "./announcing.js";
import { PresenceView, type OrderPresence } from "./view.js";

const ORDERS_PER_QUESTION = 100;

export class Presence {
  readonly #environment: Environment;
  readonly #url: string;
  readonly #tokens: TokenSource;
  readonly #onChange: (orderId: string) => void;
  readonly #view = new PresenceView();
  readonly #own: Announcing;
  /** Tells this tab from others of the same user, where there is no socket to tell it. */
  readonly #tab: string;

  constructor(environment: Environment, gatewayUrl: string, tokens: TokenSource, onChange: (orderId: string) => void) {
    this.#environment = environment;
    this.#url = `${gatewayUrl}/v1/presence`;
    this.#tokens = tokens;
    this.#onChange = onChange;
    this.#tab = environment.random().toString(36).slice(2);
    // Presence that cannot be announced is not worth a word to the user; others just do not see them.
    this.#own = new Announcing(environment.clock, () => undefined);
  }

  /** Everybody in the order, this user too. The same array as long as nothing changes. */
  of(orderId: string): OrderPresence {
    return this.#view.of(orderId);
  }

  /** This user has the order open, and is in `field` of it. */
  enter(orderId: string, field?: string): void {
    this.#own.set(
      field === undefined ? { order: orderId, state: "viewing" } : { order: orderId, state: "editing", field },
    );
  }

  leave(orderId: string): void {
    this.#own.leave(orderId);
  }

  /** @internal */
  linked(transport: TransportName, command: Link["command"]): void {
    if (command) this.#own.use(socketVoice(command));
    else if (transport !== "rest") {
      this.#own.use(this.#httpVoice());
      void this.#ask();
    }
  }

  /** @internal */
  lost(): void {
    this.#own.use(null);
    this.#tell(this.#view.clear());
  }

  /** @internal */
  snapshot(snapshot: PresenceSnapshot, isWhole: boolean): void {
    this.#tell(this.#view.replace(snapshot, { isWhole }));
  }

  /** @internal */
  apply(push: AnyPush): void {
    const changed = this.#view.apply(push);
    if (changed !== undefined) this.#onChange(changed);
  }

  #tell(orderIds: string[]): void {
    for (const orderId of orderIds) this.#onChange(orderId);
  }

  #httpVoice(): Voice {
    return {
      repeats: true,
      say: async (presence) => {
        await this.#request("POST", "", { ...presence, client: this.#tab });
      },
      leave: async (order) => {
        await this.#request("DELETE", `/${encodeURIComponent(order)}?client=${this.#tab}`);
      },
    };
  }

  /** A stream brings what changes from now on; who was there before has to be asked for. */
  async #ask(): Promise<void> {
    const orders = this.#own.orders.slice(0, ORDERS_PER_QUESTION);
    if (orders.length === 0) return;
    const query = new URLSearchParams(orders.map((order) => ["order", order]));
    try {
      const response = await this.#request("GET", `?${query.toString()}`);
      if (response.ok) this.snapshot((await response.json()) as PresenceSnapshot, false);
    } catch {
      // Presence is a courtesy: without an answer nobody is shown.
    }
  }

  async #request(method: string, path: string, body?: object): Promise<Response> {
    return this.#environment.fetch(this.#url + path, {
      method,
      headers: { Authorization: `Bearer ${await this.#tokens.get()}`, "Content-Type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
      keepalive: method !== "GET",
    });
  }
}

function socketVoice(command: NonNullable<Link["command"]>): Voice {
  return {
    repeats: false,
    say: async (presence) => {
      await command("presence", { ...presence });
    },
    leave: async (order) => {
      await command("presence", { order, state: "left" });
    },
  };
}
