/** The orders service's REST interface over the fake server, as a `fetch`. */

import type { Fetch, JsonObject, Order } from "@freightwire/client";
import type { FakeClock } from "./clock.js";
import type { FakeServer } from "./server.js";

/** `refused`: no request arrives. `answerless`: it is carried out, and the answer is lost. */
export type Fault = "none" | "refused" | "answerless";

export class FakeRest {
  fault: Fault = "none";
  /** The status of every answer, in place of the one that was asked for. */
  turnsAway: number | null = null;
  /** How long a request and its answer take, together. */
  delayMs = 30;
  readonly requests: { method: string; path: string; headers: Record<string, string> }[] = [];

  readonly #answers = new Map<string, Order>();

  constructor(
    private readonly server: FakeServer,
    private readonly clock: FakeClock,
  ) {}

  readonly fetch: Fetch = async (input, init = {}) => {
    const { pathname, searchParams } = new URL(input);
    const method = init.method ?? "GET";
    const headers = init.headers as Record<string, string>;
    this.requests.push({ method, path: pathname, headers });
    await this.#wait();
    if (this.fault === "refused") throw new TypeError("network");
    if (this.turnsAway !== null) return problem(this.turnsAway, "turned_away");
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as JsonObject) : {};
    const answer = this.#answer(method, pathname, searchParams, headers, body);
    await this.#wait();
    if (this.fault !== "none") throw new TypeError("network");
    return answer;
  };

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimeout(resolve, this.delayMs / 2);
    });
  }

  #answer(method: string, path: string, query: URLSearchParams, headers: Record<string, string>, body: JsonObject): Response {
    const [, , orderId, part, name] = path.split("/");
    const operationId = headers["Operation-Id"];
    const more = operationId === undefined ? {} : { operationId };
    if (orderId === undefined) {
      if (method === "GET") return json({ items: this.#list(query) });
      const made = this.server.create(headers["Idempotency-Key"] ?? "new", body["data"] as JsonObject, operationId);
      return json(made, 201);
    }
    const order = this.server.order(orderId);
    if (!order) return problem(404, "not_found");
    if (method === "GET") return json(order);
    if (part === "transitions") return json(this.#once(headers, () => this.server.move(orderId, statusOf(name), more)));
    const version = Number((headers["If-Match"] ?? "").replaceAll('"', ""));
    const { order: after, conflicts } = this.server.edit(orderId, body, version || undefined, more);
    return conflicts.length === 0 ? json(after) : problem(409, "edit_conflict", { fields: conflicts });
  }

  #once(headers: Record<string, string>, act: () => Order): Order {
    const key = headers["Idempotency-Key"];
    const order = (key === undefined ? undefined : this.#answers.get(key)) ?? act();
    if (key !== undefined) this.#answers.set(key, order);
    return order;
  }

  #list(query: URLSearchParams): Order[] {
    const statuses = query.getAll("status");
    return this.server.orders
      .filter((order) => statuses.length === 0 || statuses.includes(order.status))
      .map(({ stops: _stops, sources: _sources, issues: _issues, documents: _documents, ...summary }) => summary);
  }
}

/** A transition's name is the status that it leads to. */
function statusOf(name: string | undefined): Order["status"] {
  return (name ?? "confirmed") as Order["status"];
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function problem(status: number, code: string, more: JsonObject = {}): Response {
  return json({ title: code, status, code, ...more }, status);
}
