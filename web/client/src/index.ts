export { FreightwireClient, type ClientEvents, type ClientOptions, type ResyncReason } from "./client.js";
export type { LinkEnd } from "./connection/closing.js";
export { type ConnectionState, type ConnectionStatus } from "./connection/effects.js";
export { ALL_TRANSPORTS } from "./connection/ladder.js";
export type { Hole } from "./continuity/sequencer.js";
export { DurableQueue, type Outcome, type QueueHandler, type QueueOptions, type QueueState } from "./durable/queue.js";
export { Emitter, type Unsubscribe } from "./emitter.js";
export {
  environmentOf,
  type Clock,
  type Environment,
  type Fetch,
  type NetworkSignal,
  type NetworkSignals,
  type Timer,
  type WebSocketConstructor,
} from "./environment.js";
export { DURABLE_EVENTS, type EventData } from "./events/generated.js";
export { newId } from "./identifiers.js";
export { applyEvent, RELOAD } from "./orders/applying.js";
export { applyPatch, diffOf, isSameJson, type Json, type JsonObject } from "./orders/json.js";
export { mergeOf, type Conflict, type Merge } from "./orders/merging.js";
export { ENDED, type Order, type OrderData, type OrderOut, type OrderPatch, type OrderStatus, type OrderSummary } from "./orders/order.js";
export type { OrderPresence, PresentUser } from "./presence/view.js";
export type { AnyPush, EventName, Push, PushNamed, PushOf, TransportName, User } from "./protocol.js";
export { Http, type CommandOptions } from "./rest/http.js";
export { NotificationsApi, type Announcement, type Notification, type NotificationPage, type Preferences } from "./rest/notifications.js";
export { OrdersApi, type Changes, type OrderPage, type OrderQuery, type Thresholds, type TransitionDetails } from "./rest/orders.js";
export { NetworkError, ProblemError, type FieldConflict, type ProblemDetails, type ProblemMembers } from "./rest/problem.js";
export type { components as OrdersSchemas } from "./rest/generated.js";
export type { Refused, Subscription } from "./subscriptions.js";
export { TokenSource, type Token, type TokenProvider } from "./token.js";
export { CommandRefused, LinkLost, type Link, type LinkListener, type OpenLink, type OpenRequest, type Transports } from "./transports/link.js";
