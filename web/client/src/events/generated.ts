// Made by scripts/generate.mjs from docs/asyncapi.json: do not edit, run "npm run generate".

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description For whom a part of an order is meant, beside the desk, which sees all. No audience: for everybody.
         * @enum {string}
         */
        Audience: "sale" | "purchase" | "desk";
        /** @description How far a batch of documents is. Ephemeral: the newest replaces those before it. */
        BatchProgress: {
            batchId: string;
            done: number;
            failed: number;
            processing: number;
            progress: number;
            /** Format: date-time */
            timestamp: string;
            total: number;
        };
        /**
         * @description The kinds of document that the desk works with; OTHER is not processed further.
         * @enum {string}
         */
        DocumentKind: "transport_order" | "consignment_note" | "invoice" | "delivery_note" | "email" | "other";
        /**
         * @description Who looks for fields: rules over the page, or a language model.
         * @enum {string}
         */
        Extractor: "rules" | "model";
        /** @description One field that two people changed: what both started from, what is stored now, and what was asked for. */
        FieldConflict: {
            /** @default null */
            base?: components["schemas"]["JsonValue"];
            field: string;
            /** @default null */
            mine?: components["schemas"]["JsonValue"];
            /** @default null */
            theirs?: components["schemas"]["JsonValue"];
        };
        /** @description A field and how sure the reader is of it; the evidence is read over REST. */
        FieldSummary: {
            confidence: number;
            path: string;
            value: components["schemas"]["JsonValue"];
        };
        /** @description A line of goods. ``id`` never changes once given. */
        Goods: {
            /** @default null */
            description?: string | null;
            /** @default null */
            grossKg?: number | null;
            /** @default null */
            id?: string | null;
            /** @default null */
            loadingMetres?: number | null;
            /** @default null */
            package?: string | null;
            /** @default null */
            quantity?: number | null;
            /** @default null */
            unNumber?: string | null;
        };
        /** @description Something about the document that a person should know, with a stable code and both languages. */
        Issue: {
            code: string;
            /** @default null */
            field?: string | null;
            message: components["schemas"]["Text"];
            severity: components["schemas"]["Severity"];
        };
        JsonValue: unknown;
        /**
         * @description How far the reading of a document is. Ephemeral: of one document and stage the newest replaces those before it,
         *     so that a busy client still sees each stage.
         */
        OrderAiProcessing: {
            /** @default null */
            confidence?: number | null;
            documentId: string;
            /** @default null */
            extractor?: components["schemas"]["Extractor"] | null;
            fields?: components["schemas"]["FieldSummary"][];
            /** @default null */
            fieldsFound?: number | null;
            fileName: string;
            /** @default null */
            kind?: components["schemas"]["DocumentKind"] | null;
            orderId: string;
            /** @default null */
            page?: number | null;
            /** @default null */
            pages?: number | null;
            progress: number;
            stage: components["schemas"]["Stage"];
            /** Format: date-time */
            timestamp: string;
        };
        /** @description An edit was refused because somebody else had changed the same fields. Goes to its author only. */
        OrderConflict: {
            baseVersion: number;
            currentVersion: number;
            fields: components["schemas"]["FieldConflict"][];
            /** @default null */
            operationId?: string | null;
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            userId: string;
        };
        /** @description A new order, with everything that is known of it. */
        OrderCreated: {
            data: components["schemas"]["OrderData"];
            number: string;
            /** @default null */
            operationId?: string | null;
            orderId: string;
            state?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            status: components["schemas"]["OrderStatus"];
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
        };
        /** @description Everything about an order that people and documents fill in. */
        OrderData: {
            /** @default null */
            assignee?: string | null;
            carrier?: components["schemas"]["Party"];
            client?: components["schemas"]["Party"];
            goods?: components["schemas"]["Goods"][];
            /** @default null */
            instructions?: string | null;
            /** @default null */
            issuedOn?: string | null;
            purchase?: components["schemas"]["Price"];
            /** @default null */
            reference?: string | null;
            sale?: components["schemas"]["Price"];
            stops?: components["schemas"]["Stop"][];
            temperature?: components["schemas"]["Temperature"];
            totals?: components["schemas"]["Totals"];
            /** @default null */
            uit?: string | null;
            vehicle?: components["schemas"]["Vehicle"];
        };
        /** @description A document was stored with the order; reading it has not begun yet. */
        OrderDocumentAdded: {
            /** @default null */
            batchId?: string | null;
            contentType: string;
            documentId: string;
            fileName: string;
            orderId: string;
            /** @default null */
            parentId?: string | null;
            sha256: string;
            size: number;
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
        };
        /** @description A document that belonged to the order ``moved_from`` belongs to this one now. */
        OrderDocumentMovedIn: {
            document: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            movedFrom: string;
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
        };
        /** @description A document was taken from the order, and put to the order ``moved_to``. What it alone had said goes with it. */
        OrderDocumentRemoved: {
            documentId: string;
            movedTo: string;
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
            wasProcessing: boolean;
        };
        /** @description A document of the order is read again, as the next ``attempt``. */
        OrderDocumentRetried: {
            attempt: number;
            documentId: string;
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
            /** @default false */
            wasProcessing?: boolean;
        };
        /** @description A document could not be read; the order is as it was. */
        OrderProcessingFailed: {
            documentId: string;
            error: string;
            message: components["schemas"]["Text"];
            orderId: string;
            /** @default false */
            retryable?: boolean;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * @description The states of an order's lifecycle (docs/orders.md).
         * @enum {string}
         */
        OrderStatus: "draft" | "needs_review" | "confirmed" | "offered" | "assigned" | "in_progress" | "delivered" | "documents_ok" | "invoiced" | "closed" | "rejected" | "cancelled";
        /** @description A transition was taken. The status may be as it was: a report from a stop, a hold, a problem. */
        OrderStatusChanged: {
            /** @default null */
            occurredAt?: string | null;
            /** @default null */
            operationId?: string | null;
            orderId: string;
            previousStatus: components["schemas"]["OrderStatus"];
            /** @default null */
            reason?: string | null;
            state?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            status: components["schemas"]["OrderStatus"];
            /** @default null */
            stopId?: string | null;
            /** Format: date-time */
            timestamp: string;
            transition: string;
            /** @default null */
            userId?: string | null;
        };
        /**
         * @description Fields of the order changed: ``changes`` is a merge patch (RFC 7396) of its data with only what changed.
         *
         *     What not everybody with the order may see comes in an event of its own, with its ``audience`` as the last word of
         *     its routing key (``order.<id>.updated.sale``, ``.purchase``, ``.desk``).
         */
        OrderUpdated: {
            /** @default null */
            audience?: components["schemas"]["Audience"] | null;
            changes?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** @default null */
            documentId?: string | null;
            /** @default null */
            operationId?: string | null;
            orderId: string;
            state?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            userId?: string | null;
        };
        /** @description A document of the order was read and checked; its fields are in the order. */
        OrderValidationComplete: {
            confidence: number;
            documentId: string;
            fields: components["schemas"]["FieldSummary"][];
            issues: components["schemas"]["Issue"][];
            kind: components["schemas"]["DocumentKind"];
            orderId: string;
            state?: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Format: date-time */
            timestamp: string;
        };
        /** @description A firm: the client who pays, or the carrier who drives. */
        Party: {
            /** @default null */
            address?: string | null;
            /** @default null */
            contact?: string | null;
            /** @default null */
            email?: string | null;
            /** @default null */
            iban?: string | null;
            /** @default null */
            name?: string | null;
            /** @default null */
            phone?: string | null;
            /** @default null */
            registration?: string | null;
            /** @default null */
            vatId?: string | null;
        };
        /** @description One commercial side of the order. */
        Price: {
            /** @default null */
            amount?: number | null;
            /** @default null */
            currency?: string | null;
            /** @default null */
            paymentDays?: number | null;
            /** @default null */
            paymentMethod?: string | null;
            /** @default null */
            vatIncluded?: boolean | null;
        };
        /** @description One event on a WebSocket. The same event is the same bytes for every subscriber. */
        Push: {
            /** @description Opaque; whoever holds it can resume after this event. */
            cursor: string;
            data: Record<string, unknown>;
            /** @description The event's type. */
            event: string;
            /**
             * Format: uuid
             * @description The same when the event comes again.
             */
            id: string;
            /** @description The routing key, relative to the client's organisation. */
            key: string;
            /**
             * Format: date-time
             * @description When the event was made, UTC.
             */
            time: string;
            /** @description W3C traceparent of what led to the event. */
            trace?: string;
            /** @description The order's own sequence without gaps; absent where the event belongs to no order. */
            version?: number;
        };
        /**
         * @description An error stops an order from being confirmed; a warning needs a person's nod; info does neither.
         * @enum {string}
         */
        Severity: "error" | "warning" | "info";
        /**
         * @description The stages of reading that a person sees, in order; FAILED can follow any.
         * @enum {string}
         */
        Stage: "received" | "text" | "classify" | "extract" | "validate" | "done" | "failed";
        /** @description A place where the vehicle calls, in driving order. ``id`` never changes once given. */
        Stop: {
            /** @default null */
            city?: string | null;
            /** @default null */
            company?: string | null;
            /** @default null */
            contact?: string | null;
            /** @default null */
            country?: string | null;
            /** @default null */
            county?: string | null;
            /** @default null */
            date?: string | null;
            /** @default null */
            id?: string | null;
            /** @default null */
            instructions?: string | null;
            /** @default null */
            kind?: components["schemas"]["StopKind"] | null;
            /** @default null */
            phone?: string | null;
            /** @default null */
            postcode?: string | null;
            /** @default null */
            reference?: string | null;
            /** @default null */
            street?: string | null;
            /** @default null */
            timeFrom?: string | null;
            /** @default null */
            timeTo?: string | null;
        };
        /**
         * @description What happens at a stop.
         * @enum {string}
         */
        StopKind: "loading" | "unloading" | "customs";
        /** @description Part of the system does not work, or, with ``ended``, works again. Both carry the same ``fault_id``. */
        SystemFault: {
            affectedOrders?: string[];
            /** @default false */
            ended?: boolean;
            error: string;
            /** @default null */
            faultId?: string | null;
            message: components["schemas"]["Text"];
            /** @default null */
            since?: string | null;
            /** Format: date-time */
            timestamp: string;
        };
        /** @description Announced work on the system: told when it is announced, shortly before, when it begins and when it is over. */
        SystemMaintenance: {
            /** @default null */
            announcementId?: string | null;
            message: components["schemas"]["Text"];
            /**
             * @default announced
             * @enum {string}
             */
            phase?: "announced" | "soon" | "started" | "over" | "cancelled";
            /** Format: date-time */
            scheduledTime: string;
            /** Format: date-time */
            timestamp: string;
            /** @default null */
            until?: string | null;
        };
        /** @description The range that the goods must be kept in, degrees Celsius. */
        Temperature: {
            /** @default null */
            max?: number | null;
            /** @default null */
            min?: number | null;
        };
        /** @description A sentence for people, in both languages of the product. */
        Text: {
            en: string;
            ro: string;
        };
        /** @description What the whole load adds up to. */
        Totals: {
            /** @default null */
            goodsCurrency?: string | null;
            /** @default null */
            goodsValue?: number | null;
            /** @default null */
            grossKg?: number | null;
            /** @default null */
            loadingMetres?: number | null;
            /** @default null */
            pallets?: number | null;
            /** @default null */
            volumeM3?: number | null;
        };
        /** @description Somebody's cursor is in a field; None when it left all fields. */
        UserEditing: {
            /** @default null */
            field?: string | null;
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            userId: string;
            username: string;
        };
        /** @description Somebody opened the order, and is in none of its fields yet. */
        UserJoinedOrder: {
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            userId: string;
            username: string;
        };
        /** @description Nobody of that name has the order open any more. */
        UserLeftOrder: {
            orderId: string;
            /** Format: date-time */
            timestamp: string;
            userId: string;
            username: string;
        };
        /** @description A message to one person, also kept by the notifier. */
        UserNotification: {
            /** @default 1 */
            groupCount?: number;
            /** @default null */
            groupId?: string | null;
            kind: string;
            message: components["schemas"]["Text"];
            notificationId: string;
            /** @default null */
            orderId?: string | null;
            /** Format: date-time */
            timestamp: string;
            /** @default false */
            urgent?: boolean;
            userId: string;
        };
        /** @description Who drives what. */
        Vehicle: {
            /** @default null */
            body?: string | null;
            /** @default null */
            driver?: string | null;
            /** @default null */
            driverPhone?: string | null;
            /** @default null */
            trailerPlate?: string | null;
            /** @default null */
            truckPlate?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

/** Events by their names, with what is in their data. */
export interface EventData {
  /** A new order, with everything that is known of it. */
  "order:created": components["schemas"]["OrderCreated"];
  /** A transition was taken. The status may be as it was: a report from a stop, a hold, a problem. */
  "order:status_changed": components["schemas"]["OrderStatusChanged"];
  /** Fields of the order changed: ``changes`` is a merge patch (RFC 7396) of its data with only what changed. */
  "order:updated": components["schemas"]["OrderUpdated"];
  /** How far the reading of a document is. Ephemeral: of one document and stage the newest replaces those before it, so that a busy client still sees each stage. */
  "order:ai_processing": components["schemas"]["OrderAiProcessing"];
  /** A document of the order was read and checked; its fields are in the order. */
  "order:validation_complete": components["schemas"]["OrderValidationComplete"];
  /** A document was stored with the order; reading it has not begun yet. */
  "order:document_added": components["schemas"]["OrderDocumentAdded"];
  /** A document of the order is read again, as the next ``attempt``. */
  "order:document_retried": components["schemas"]["OrderDocumentRetried"];
  /** A document was taken from the order, and put to the order ``moved_to``. What it alone had said goes with it. */
  "order:document_removed": components["schemas"]["OrderDocumentRemoved"];
  /** A document that belonged to the order ``moved_from`` belongs to this one now. */
  "order:document_moved_in": components["schemas"]["OrderDocumentMovedIn"];
  /** A document could not be read; the order is as it was. */
  "order:processing_failed": components["schemas"]["OrderProcessingFailed"];
  /** An edit was refused because somebody else had changed the same fields. Goes to its author only. */
  "order:conflict": components["schemas"]["OrderConflict"];
  /** How far a batch of documents is. Ephemeral: the newest replaces those before it. */
  "batch:progress": components["schemas"]["BatchProgress"];
  /** Somebody opened the order, and is in none of its fields yet. */
  "user:joined_order": components["schemas"]["UserJoinedOrder"];
  /** Nobody of that name has the order open any more. */
  "user:left_order": components["schemas"]["UserLeftOrder"];
  /** Somebody's cursor is in a field; None when it left all fields. */
  "user:editing": components["schemas"]["UserEditing"];
  /** A message to one person, also kept by the notifier. */
  "user:notification": components["schemas"]["UserNotification"];
  /** Announced work on the system: told when it is announced, shortly before, when it begins and when it is over. */
  "system:maintenance": components["schemas"]["SystemMaintenance"];
  /** Part of the system does not work, or, with ``ended``, works again. Both carry the same ``fault_id``. */
  "system:error": components["schemas"]["SystemFault"];
}

/** Events that are kept and resumed; all others are told once, to who is there. */
export const DURABLE_EVENTS: ReadonlySet<string> = new Set<keyof EventData>([
  "order:created",
  "order:status_changed",
  "order:updated",
  "order:validation_complete",
  "order:document_added",
  "order:document_retried",
  "order:document_removed",
  "order:document_moved_in",
  "order:processing_failed",
  "order:conflict",
  "user:notification",
  "system:maintenance",
  "system:error",
]);
