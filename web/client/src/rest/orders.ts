/** The orders service. */

import type { OrderData, OrderOut, OrderPatch, OrderStatus, OrderSummary } from "../orders/order.js";
import type { AnyPush, ResumeFailure } from "../protocol.js";
import type { components } from "./generated.js";
import type { CommandOptions, Http } from "./http.js";

type Schemas = components["schemas"];

export interface OrderQuery {
  status?: readonly OrderStatus[];
  assignee?: string;
  q?: string;
  limit?: number;
  cursor?: string;
  /** Further parameters of `GET /orders`, as docs/openapi.json names them. */
  [parameter: string]: string | number | boolean | readonly (string | number)[] | undefined;
}

export interface OrderPage {
  items: OrderSummary[];
  nextCursor?: string | null;
}

export interface Changes {
  events: AnyPush[];
  nextCursor: string;
  more: boolean;
  resumed?: boolean | null;
  reason?: ResumeFailure;
}

/** How sure a value that was read must be before nobody needs to look at it; `*` in `least` is for all other fields. */
export type Thresholds = Schemas["ThresholdsOut"];

/** Details of a transition; which it needs, `transitions` says. */
export type TransitionDetails = Partial<Schemas["TransitionIn"]>;

export class OrdersApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  list(query: OrderQuery = {}, signal?: AbortSignal): Promise<OrderPage> {
    return this.#http.json("GET", "/orders", { query, ...(signal ? { signal } : {}) });
  }

  /** All pages of a list, one after the other. */
  async *pages(query: OrderQuery = {}, signal?: AbortSignal): AsyncGenerator<OrderSummary[]> {
    let cursor: string | undefined;
    do {
      const page = await this.list({ limit: 200, ...query, ...(cursor === undefined ? {} : { cursor }) }, signal);
      yield page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  get(orderId: string, signal?: AbortSignal): Promise<OrderOut> {
    return this.#http.json("GET", at(orderId), signal ? { signal } : {});
  }

  /** What changed since a cursor of any transport; without one only where the log is now. */
  changes(cursor?: string, limit?: number): Promise<Changes> {
    return this.#http.json("GET", "/orders/changes", { query: { cursor, limit } });
  }

  create(data: Partial<OrderData>, options: CommandOptions = {}): Promise<OrderOut> {
    return this.#http.json("POST", "/orders", { ...options, json: { data } });
  }

  /** Change an order's data by a merge patch that was made for the version `ifMatch`. */
  edit(orderId: string, patch: OrderPatch, options: CommandOptions & { ifMatch: number | "*" }): Promise<OrderOut> {
    const contentType = "application/merge-patch+json";
    return this.#http.json("PATCH", at(orderId), { ...options, json: patch, contentType });
  }

  /** Say that values which were read are right, as they were seen, by the paths that `sources` has. Nothing is changed. */
  agree(orderId: string, values: Schemas["Agreement"]["values"], options: CommandOptions = {}): Promise<OrderOut> {
    return this.#http.json("POST", `${at(orderId)}/agreement`, { ...options, json: { values } });
  }

  transitions(orderId: string): Promise<Schemas["TransitionList"]> {
    return this.#http.json("GET", `${at(orderId)}/transitions`);
  }

  transition(orderId: string, name: string, details: TransitionDetails = {}, options: CommandOptions = {}): Promise<OrderOut> {
    return this.#http.json("POST", `${at(orderId)}/transitions/${encodeURIComponent(name)}`, { ...options, json: details });
  }

  history(orderId: string, query: { after?: number; limit?: number } = {}): Promise<Schemas["History"]> {
    return this.#http.json("GET", `${at(orderId)}/history`, { query });
  }

  /** Send documents: to an order, or each as a new order. A repeated upload with the same key adds nothing twice. */
  upload(
    files: readonly File[],
    options: CommandOptions & { orderId?: string; batch?: string } = {},
  ): Promise<Schemas["UploadResults"]> {
    const { orderId, batch, ...command } = options;
    const body = new FormData();
    for (const file of files) body.append("file", file, file.name);
    const path = orderId === undefined ? "/orders/documents" : `${at(orderId)}/documents`;
    return this.#http.json("POST", path, { ...command, body, query: { batch } });
  }

  document(documentId: string): Promise<Schemas["DocumentOut"]> {
    return this.#http.json("GET", `/documents/${encodeURIComponent(documentId)}`);
  }

  /** The document itself, with its content type. */
  async content(documentId: string): Promise<Blob> {
    return (await this.#http.send("GET", `/documents/${encodeURIComponent(documentId)}/content`)).blob();
  }

  retry(documentId: string, options: CommandOptions = {}): Promise<Schemas["DocumentSummary"]> {
    return this.#http.json("POST", `/documents/${encodeURIComponent(documentId)}/retry`, options);
  }

  /** Those of the caller's organisation. */
  thresholds(): Promise<Thresholds> {
    return this.#http.json("GET", "/thresholds");
  }

  batch(batchId: string): Promise<Schemas["BatchOut"]> {
    return this.#http.json("GET", `/batches/${encodeURIComponent(batchId)}`);
  }
}

function at(orderId: string): string {
  return `/orders/${encodeURIComponent(orderId)}`;
}
