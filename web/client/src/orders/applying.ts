/**
 * What an order's events make of a copy of the order: what `GET /orders/{id}` would show, as
 * shared/freightwire/events/applying.py says.
 */

import type { AnyPush } from "../protocol.js";
import { applyPatch, isJsonObject, type JsonObject } from "./json.js";
import type { Order } from "./order.js";

/** The copy cannot be kept current with this event: read the order again. */
export const RELOAD = Symbol("reload");

/** Members that only a whole order has, and some of them only for the desk. */
const IN_WHOLE_ORDERS = new Set(["stops", "sources", "issues", "documents"]);

/**
 * The copy after an event; the same copy where the event is in it already or says nothing of the order's state.
 *
 * @param order the copy; undefined where there is none yet.
 */
export function applyEvent(order: Order | undefined, push: AnyPush): Order | undefined | typeof RELOAD {
  const { version } = push;
  if (version === undefined) return order;
  if (order !== undefined && version <= order.version) return order;
  if (version !== (order?.version ?? 0) + 1) return RELOAD;
  if (order === undefined) return push.event === "order:created" ? created(push.data) : RELOAD;
  const change = CHANGES[push.event];
  if (!change) return RELOAD;
  return change({ ...order, version, updatedAt: text(push.data["timestamp"]) }, push.data);
}

type Data = AnyPush["data"];
type Change = (order: Order, data: Data) => Order;

function created(data: Data): Order {
  const at = text(data["timestamp"]);
  const order = {
    id: data["orderId"],
    number: data["number"],
    status: data["status"],
    version: 1,
    data: data["data"],
    processing: 0,
    payment: "none",
    createdBy: data["userId"],
    createdAt: at,
    updatedAt: at,
    stops: {},
    sources: {},
    issues: [],
    documents: [],
  } as unknown as Order;
  return derived(withState(order, data));
}

const CHANGES: Record<string, Change> = {
  "order:status_changed": (order, data) => withState({ ...order, status: data["status"] as Order["status"] }, data),
  "order:updated": (order, data) => derived(withState({ ...order, data: applyPatch(order.data, data["changes"] ?? {}) }, data)),
  "order:document_added": (order, data) => ({
    ...order,
    processing: order.processing + 1,
    ...(order.documents ? { documents: [...order.documents, addedDocument(data)].sort(byId) } : {}),
  }),
  "order:document_retried": (order, data) => ({
    ...withDocument(order, data, { state: "processing", attempt: data["attempt"], error: null }),
    processing: order.processing + (data["wasProcessing"] === true ? 0 : 1),
  }),
  "order:document_moved_in": (order, data) => {
    const document = data["document"] as Document;
    return {
      ...order,
      processing: order.processing + (document.state === "processing" ? 1 : 0),
      ...(order.documents ? { documents: [...order.documents, document].sort(byId) } : {}),
    };
  },
  "order:document_removed": (order, data) => ({
    ...order,
    processing: order.processing - (data["wasProcessing"] === true ? 1 : 0),
    ...(order.documents ? { documents: order.documents.filter((one) => one.id !== data["documentId"]) } : {}),
  }),
  "order:validation_complete": (order, data) => {
    const read = { state: "read", kind: data["kind"], confidence: data["confidence"], error: null };
    return withState({ ...withDocument(order, data, read), processing: order.processing - 1 }, data);
  },
  "order:processing_failed": (order, data) => {
    const error = { code: data["error"], message: data["message"], retryable: data["retryable"] };
    return { ...withDocument(order, data, { state: "failed", error }), processing: order.processing - 1 };
  },
};

type Document = NonNullable<Order["documents"]>[number];

function addedDocument(data: Data): Document {
  const { orderId, batchId, parentId, fileName, contentType, size, sha256 } = data;
  return {
    orderId,
    ...(batchId === undefined ? {} : { batchId }),
    ...(parentId === undefined ? {} : { parentId }),
    fileName,
    contentType,
    size,
    sha256,
    id: data["documentId"],
    state: "processing",
    attempt: 1,
    uploadedBy: data["userId"],
    createdAt: data["timestamp"],
    updatedAt: data["timestamp"],
  } as unknown as Document;
}

function withDocument(order: Order, data: Data, patch: JsonObject): Order {
  if (!order.documents) return order;
  const whole = { ...patch, updatedAt: data["timestamp"] };
  const documents = order.documents.map((one) => (one.id === data["documentId"] ? applyPatch(one, whole) : one));
  return { ...order, documents };
}

/** `state` is a merge patch of the order without its data. */
function withState(order: Order, data: Data): Order {
  const { state } = data;
  if (!isJsonObject(state)) return order;
  const shown = Object.entries(state).filter(([name]) => name in order || !IN_WHOLE_ORDERS.has(name));
  return applyPatch(order, Object.fromEntries(shown));
}

/** What follows from the data alone. */
function derived(order: Order): Order {
  const { assignee } = order.data;
  return applyPatch(order, { assignee: assignee ?? null, margin: marginOf(order.data) });
}

function marginOf({ sale, purchase }: Order["data"]): JsonObject | null {
  if (sale?.amount == null || purchase?.amount == null || !sale.currency || sale.currency !== purchase.currency) {
    return null;
  }
  return { amount: difference(sale.amount, purchase.amount), currency: sale.currency };
}

/** In decimals, so that 0.3 - 0.1 is 0.2. */
function difference(one: number, other: number): number {
  const places = Math.max(decimals(one), decimals(other));
  return Number((one - other).toFixed(places));
}

function decimals(value: number): number {
  return Math.min(20, (String(value).split(".")[1] ?? "").length);
}

function byId(one: Document, other: Document): number {
  return one.id < other.id ? -1 : 1;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
