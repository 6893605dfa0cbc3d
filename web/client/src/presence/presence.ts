/** Presence, as the application sees it: who else is in an order, and where this user is. */

import type { Environment } from "../environment.js";
import type { AnyPush, PresenceSnapshot, TransportName } from "../protocol.js";
import type { TokenSource } from "../token.js";
import { CommandRefused, type Link } from "../transports/link.js";
import { Announcing, type Voice } from "./announcing.js";
import { matches } from "../topics.js";
import { PresenceView, type OrderPresence } from "./view.js";

const ORDERS_PER_QUESTION = 100;
/** The last words of the routing keys of presence. */
const PRESENCE_KEYS = ["user_joined", "user_left", "user_editing"];

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
    this.#own = new Announcing(environment.clock);
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

  /** @internal Of all orders whose presence these bindings bring. */
  snapshot(snapshot: PresenceSnapshot, bindings: readonly string[]): void {
    const covers = (orderId: string) =>
      PRESENCE_KEYS.some((what) => bindings.some((binding) => matches(binding, `order.${orderId}.${what}`)));
    this.#tell(this.#view.replace(snapshot, covers));
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
      say: (presence) => this.#tellServer("POST", "", { ...presence, client: this.#tab }),
      leave: (order) => this.#tellServer("DELETE", `/${encodeURIComponent(order)}?client=${this.#tab}`),
    };
  }

  /** A stream brings what changes from now on; who was there before has to be asked for. */
  async #ask(): Promise<void> {
    const orders = this.#own.orders.slice(0, ORDERS_PER_QUESTION);
    if (orders.length === 0) return;
    const query = new URLSearchParams(orders.map((order) => ["order", order]));
    try {
      const response = await this.#request("GET", `?${query.toString()}`);
      if (!response.ok) return;
      const snapshot = (await response.json()) as PresenceSnapshot;
      this.snapshot(snapshot, orders.map((order) => `order.${order}.#`));
    } catch {
      // Presence is a courtesy: without an answer nobody is shown.
    }
  }

  /** @returns whether it is said, or need not be said again. */
  async #tellServer(method: string, path: string, body?: object): Promise<boolean> {
    try {
      const { ok, status } = await this.#request(method, path, body);
      return ok || (status !== 429 && status < 500);
    } catch {
      return false;
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
  const say = async (body: Record<string, unknown>) => {
    try {
      await command("presence", body);
      return true;
    } catch (error) {
      // Lost with the connection: the next one begins with saying everything.
      return !(error instanceof CommandRefused && error.isRetryable);
    }
  };
  return {
    repeats: false,
    say: (presence) => say({ ...presence }),
    leave: (order) => say({ order, state: "left" }),
  };
}
