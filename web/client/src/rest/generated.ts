// Made by scripts/generate.mjs from docs/openapi.json: do not edit, run "npm run generate".

export interface paths {
    "/batches/{batch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description How far a batch of documents is.
         */
        get: operations["read_batches__batch_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/batches/{batch_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry
         * @description Ask for every document of the batch to be read again whose reading failed, or counts as lost.
         */
        post: operations["retry_batches__batch_id__retry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description A document with what was read in it: fields with their evidence, and issues.
         */
        get: operations["read_documents__document_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Content
         * @description The document's bytes. They never change, so whoever has them may keep them.
         */
        get: operations["content_documents__document_id__content_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description Move the document to another order.
         *
         *     What it alone had said moves with it: it is withdrawn from an order that nobody has confirmed yet, and put into the
         *     other one. A draft that nothing is left of is rejected.
         */
        post: operations["move_documents__document_id__move_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{document_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry
         * @description Ask for the document to be read again.
         */
        post: operations["retry_documents__document_id__retry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Labels
         * @description The values that documents gave and people corrected, removed or confirmed, oldest first.
         */
        get: operations["labels_labels_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Orders
         * @description Orders, newest first where no other sort is asked for. Pages stay true while orders are created and changed.
         */
        get: operations["list_orders_orders_get"];
        put?: never;
        /**
         * Create
         * @description Create a draft.
         */
        post: operations["create_orders_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description An order with all that belongs to it. `ETag` is its version; with `If-None-Match` an order as known is 304.
         */
        get: operations["read_orders__order_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit
         * @description Change the order's data.
         *
         *     An edit against an older version is merged with what came since, field by field. Where both changed the same field,
         *     nothing is changed, the answer is 409 with what both sides made of it, and `order:conflict` goes to its author.
         */
        patch: operations["edit_orders__order_id__patch"];
        trace?: never;
    };
    "/orders/{order_id}/agreement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree To
         * @description Say that values which were read are right: they count as set by a person from then on.
         *
         *     Nothing is changed, so that it may be repeated. Where one of the values is another by now, 409 `value_changed` names
         *     its field, and none is agreed to.
         */
        post: operations["agree_to_orders__order_id__agreement_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of Order
         * @description The documents of an order, oldest first.
         */
        get: operations["of_order_orders__order_id__documents_get"];
        put?: never;
        /**
         * Upload To Order
         * @description Add the files to the order.
         */
        post: operations["upload_to_order_orders__order_id__documents_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description The order's events, oldest first.
         */
        get: operations["history_orders__order_id__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Transitions
         * @description Every transition: whether it can be taken now, what it needs, and why not.
         */
        get: operations["list_transitions_orders__order_id__transitions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/transitions/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take
         * @description Take a transition.
         *
         *     Refused, it is 409 (the order is not in a state for it), 403 (your roles) or 422 (something is missing in the
         *     request), always with every reason and with what is allowed instead.
         */
        post: operations["take_orders__order_id__transitions__name__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes
         * @description What changed since the cursor, in the order of the log, as far as the caller may see it.
         *
         *     Without a cursor nothing but where the log is now: ask for that first, then load the state, then go on from there.
         */
        get: operations["changes_orders_changes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload
         * @description Make a new order of each file. Every part with a file name is a document; together they are a batch.
         */
        post: operations["upload_orders_documents_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Thresholds
         * @description Those of the caller's organisation: how it marks what to look at, and when an order needs nobody.
         */
        get: operations["thresholds_thresholds_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Values that are right. */
        Agreement: {
            /** @description By their stable paths, as `sources` has them: `stops.<id>.city`. As they were seen. */
            values: {
                [key: string]: string | number | boolean;
            };
        };
        /** @description How far a batch of documents is. */
        BatchOut: {
            documents: components["schemas"]["DocumentSummary"][];
            done: number;
            failed: number;
            id: string;
            processing: number;
            progress: number;
            total: number;
        };
        /** @description Ids of the documents that are read again, and of those that are not because their order has ended. */
        BatchRetried: {
            id: string;
            orderEnded: string[];
            retried: string[];
        };
        /** @description A rectangle on a page, in PDF points (1/72 inch) from the top left corner. */
        Box: {
            x0: number;
            x1: number;
            y0: number;
            y1: number;
        };
        /** @description An event, as the gateway pushes it. Without a `cursor` it is not in the log yet, and will come once more. */
        ChangeOut: {
            cursor?: string | null;
            data: {
                [key: string]: unknown;
            };
            /** @description The event's type. */
            event: string;
            /** @description The same when the event comes again. */
            id: string;
            /** @description The routing key, relative to the organisation. */
            key: string;
            time: string;
            trace?: string | null;
            /** @description The order's own sequence without gaps. */
            version?: number | null;
        };
        /**
         * @description The events since the cursor.
         *
         *     `resumed`: true is a promise of no hole; false means that the cursor is of no use, for `reason`, and that the client
         *     must load its state afresh; absent where no cursor was given. In every case go on from `nextCursor`.
         */
        ChangesOut: {
            events: components["schemas"]["ChangeOut"][];
            /** @description There is more already: ask again at once. */
            more: boolean;
            nextCursor: string;
            reason?: components["schemas"]["ResumeFailure"] | null;
            resumed?: boolean | null;
        };
        /** @description An edit that was refused because somebody else had changed the same fields. */
        ConflictOut: {
            baseVersion: number;
            code: string;
            currentVersion: number;
            detail?: string | null;
            fields: components["schemas"]["FieldConflict"][];
            status: number;
            title: string;
            /** @default about:blank */
            type?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description The kinds of document that the desk works with; OTHER is not processed further.
         * @enum {string}
         */
        DocumentKind: "transport_order" | "consignment_note" | "invoice" | "delivery_note" | "email" | "other";
        /** @description The documents of an order, oldest first. */
        DocumentList: {
            items: components["schemas"]["DocumentSummary"][];
        };
        /** @description A document with what was read in it. */
        DocumentOut: {
            attempt: number;
            batchId?: string | null;
            confidence?: number | null;
            contentType: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Why it could not be read: code, message (ro, en), retryable. */
            error?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            fields?: components["schemas"]["FieldFound"][];
            fileName: string;
            id: string;
            issues?: components["schemas"]["Issue"][];
            kind?: components["schemas"]["DocumentKind"] | null;
            kindConfidence?: number | null;
            orderId: string;
            pages?: components["schemas"]["Page"][];
            /** @description The e-mail that it was attached to. */
            parentId?: string | null;
            sha256: string;
            /** @description Bytes. */
            size: number;
            state: components["schemas"]["DocumentState"];
            /** Format: date-time */
            updatedAt: string;
            uploadedBy: string;
        };
        /**
         * @description Where the reading of a document stands.
         * @enum {string}
         */
        DocumentState: "processing" | "read" | "failed";
        /** @description A document without what was read in it. */
        DocumentSummary: {
            attempt: number;
            batchId?: string | null;
            confidence?: number | null;
            contentType: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Why it could not be read: code, message (ro, en), retryable. */
            error?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            fileName: string;
            id: string;
            kind?: components["schemas"]["DocumentKind"] | null;
            orderId: string;
            /** @description The e-mail that it was attached to. */
            parentId?: string | null;
            sha256: string;
            /** @description Bytes. */
            size: number;
            state: components["schemas"]["DocumentState"];
            /** Format: date-time */
            updatedAt: string;
            uploadedBy: string;
        };
        /** @description One field that two people changed: what both started from, what is stored now, and what was asked for. */
        FieldConflict: {
            base?: components["schemas"]["JsonValue"];
            field: string;
            mine?: components["schemas"]["JsonValue"];
            theirs?: components["schemas"]["JsonValue"];
        };
        /**
         * @description A field as the reader found it.
         *
         *     ``path`` addresses the field of an order in ``freightwire.events.order_data.OrderData``: camelCase names joined by
         *     dots, list items by their index, for example ``stops.0.postcode`` or ``client.vatId``. What an invoice, a
         *     consignment note or a delivery note states is not part of the order; its path begins with the document's own word
         *     and leads into ``freightwire.events.document_data.DocumentData``: ``invoice.number``,
         *     ``consignmentNote.sender.name``, ``deliveryNote.goods.0.grossKg``. ``value`` is normalised (ISO dates, numbers as
         *     numbers, plates without spaces); ``raw`` is what stands on the page.
         */
        FieldFound: {
            box?: components["schemas"]["Box"] | null;
            confidence: number;
            page?: number | null;
            path: string;
            raw: string;
            reasons?: string[];
            source: components["schemas"]["FieldSource"];
            value: components["schemas"]["JsonValue"];
        };
        /**
         * @description Where a value came from.
         * @enum {string}
         */
        FieldSource: "text" | "ocr" | "model" | "person";
        /** @description Who set a field: ``person`` or ``document``, by which user or document, and how sure it is. */
        FieldSourceOut: {
            by: string;
            confidence: number;
            source: string;
        };
        /** @description A line of goods. ``id`` never changes once given. */
        "Goods-Input": {
            description?: string | null;
            grossKg?: number | string | null;
            id?: string | null;
            loadingMetres?: number | string | null;
            package?: string | null;
            quantity?: number | string | null;
            unNumber?: string | null;
        };
        /** @description A line of goods. ``id`` never changes once given. */
        "Goods-Output": {
            description?: string | null;
            grossKg?: number | null;
            id?: string | null;
            loadingMetres?: number | null;
            package?: string | null;
            quantity?: number | null;
            unNumber?: string | null;
        };
        /** @description The order's events, oldest first. */
        History: {
            items: components["schemas"]["HistoryEntry"][];
            /** @description Ask for `?after=` this for more. */
            nextAfter?: number | null;
        };
        /** @description Something that happened to the order: what, when, who, and the event that tells of it. */
        HistoryEntry: {
            /** @description The user on whose behalf; absent: the service itself. */
            actor?: string | null;
            /** Format: date-time */
            at: string;
            /** @description The event that led to it; absent: a person did. */
            causationId?: string | null;
            eventId: string;
            payload: {
                [key: string]: unknown;
            };
            type: string;
            version: number;
        };
        /** @description Something about the document that a person should know, with a stable code and both languages. */
        Issue: {
            code: string;
            field?: string | null;
            message: components["schemas"]["Text"];
            severity: components["schemas"]["Severity"];
        };
        JsonValue: unknown;
        /** @description A value that a document gave, and a person's word on it. */
        LabelOut: {
            /** Format: date-time */
            at: string;
            attempt: number;
            by: string;
            /** @description The reader's. */
            confidence: number;
            documentId: string;
            id: string;
            orderId: string;
            /** @description The field in the order; list items by their id. */
            orderPath: string;
            outcome: components["schemas"]["Outcome"];
            /** @description The field as the reader named it. */
            path: string;
            /** @description What stands on the page. */
            raw?: string | null;
            read: components["schemas"]["JsonValue"];
            /** @description What the person says; absent where the field was emptied. */
            right?: components["schemas"]["JsonValue"];
        };
        /** @description Labels, oldest first. */
        LabelPage: {
            items: components["schemas"]["LabelOut"][];
            /** @description Ask for `?after=` this for more. */
            nextAfter?: string | null;
        };
        /** @description What is left of the sale after the purchase; below 0 for a loss. */
        Margin: {
            amount: number;
            currency: string;
        };
        /** @description Where a document belongs. */
        MoveIn: {
            orderId: string;
        };
        /** @description A new order. */
        NewOrder: {
            data?: components["schemas"]["OrderData-Input"];
        };
        /** @description An issue of an order that waits for a person. ``id`` is what ``acknowledge`` names. */
        OpenIssue: {
            acknowledged: boolean;
            code: string;
            documentId?: string | null;
            field?: string | null;
            id: string;
            message: components["schemas"]["Text"];
            severity: components["schemas"]["Severity"];
        };
        /** @description Everything about an order that people and documents fill in. */
        "OrderData-Input": {
            assignee?: string | null;
            carrier?: components["schemas"]["Party"];
            client?: components["schemas"]["Party"];
            goods?: components["schemas"]["Goods-Input"][];
            instructions?: string | null;
            issuedOn?: string | null;
            purchase?: components["schemas"]["Price-Input"];
            reference?: string | null;
            sale?: components["schemas"]["Price-Input"];
            stops?: components["schemas"]["Stop"][];
            temperature?: components["schemas"]["Temperature"];
            totals?: components["schemas"]["Totals-Input"];
            uit?: string | null;
            vehicle?: components["schemas"]["Vehicle"];
        };
        /** @description Everything about an order that people and documents fill in. */
        "OrderData-Output": {
            assignee?: string | null;
            carrier?: components["schemas"]["Party"];
            client?: components["schemas"]["Party"];
            goods?: components["schemas"]["Goods-Output"][];
            instructions?: string | null;
            issuedOn?: string | null;
            purchase?: components["schemas"]["Price-Output"];
            reference?: string | null;
            sale?: components["schemas"]["Price-Output"];
            stops?: components["schemas"]["Stop"][];
            temperature?: components["schemas"]["Temperature"];
            totals?: components["schemas"]["Totals-Output"];
            uit?: string | null;
            vehicle?: components["schemas"]["Vehicle"];
        };
        /** @description An order with all that belongs to it. Carriers and customers get no `sources`, `issues` and `documents`. */
        OrderOut: {
            assignee?: string | null;
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            data: components["schemas"]["OrderData-Output"];
            documents?: components["schemas"]["DocumentSummary"][] | null;
            /** @description Why the order is on hold. */
            hold?: string | null;
            id: string;
            invoiceNumber?: string | null;
            issues?: components["schemas"]["OpenIssue"][] | null;
            /** @description For who sees both prices, where they are in one currency. */
            margin?: components["schemas"]["Margin"] | null;
            number: string;
            /** @default none */
            payment?: components["schemas"]["Payment"];
            problem?: components["schemas"]["ProblemOnRoad"] | null;
            /** @description Documents of the order that are being read; 0 for carriers and customers. */
            processing: number;
            /** @description Who set each field; list items by their id: `stops.<id>.city`. */
            sources?: {
                [key: string]: components["schemas"]["FieldSourceOut"];
            } | null;
            status: components["schemas"]["OrderStatus"];
            /** @description By the stop's id. */
            stops?: {
                [key: string]: components["schemas"]["StopOut"];
            };
            /** Format: date-time */
            updatedAt: string;
            /** @description Counts the order's events without a gap; also its ETag. */
            version: number;
        };
        /** @description Orders as they were asked for. ``nextCursor`` is absent on the last page. */
        OrderPage: {
            items: components["schemas"]["OrderSummary"][];
            nextCursor?: string | null;
        };
        /**
         * @description The states of an order's lifecycle (docs/orders.md).
         * @enum {string}
         */
        OrderStatus: "draft" | "needs_review" | "confirmed" | "offered" | "assigned" | "in_progress" | "delivered" | "documents_ok" | "invoiced" | "closed" | "rejected" | "cancelled";
        /** @description An order as it stands in a list. */
        OrderSummary: {
            assignee?: string | null;
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            data: components["schemas"]["OrderData-Output"];
            /** @description Why the order is on hold. */
            hold?: string | null;
            id: string;
            invoiceNumber?: string | null;
            /** @description For who sees both prices, where they are in one currency. */
            margin?: components["schemas"]["Margin"] | null;
            number: string;
            /** @default none */
            payment?: components["schemas"]["Payment"];
            problem?: components["schemas"]["ProblemOnRoad"] | null;
            /** @description Documents of the order that are being read; 0 for carriers and customers. */
            processing: number;
            status: components["schemas"]["OrderStatus"];
            /** Format: date-time */
            updatedAt: string;
            /** @description Counts the order's events without a gap; also its ETag. */
            version: number;
        };
        /**
         * @description A person's word on a value that was read.
         * @enum {string}
         */
        Outcome: "corrected" | "removed" | "confirmed";
        /** @description A page that was read: its number from 1, its size in points, and how its text was got. */
        Page: {
            height: number;
            number: number;
            source: components["schemas"]["FieldSource"];
            width: number;
        };
        /** @description A firm: the client who pays, or the carrier who drives. */
        Party: {
            address?: string | null;
            contact?: string | null;
            email?: string | null;
            iban?: string | null;
            name?: string | null;
            phone?: string | null;
            registration?: string | null;
            vatId?: string | null;
        };
        /**
         * @description How far both sides of the order are paid.
         * @enum {string}
         */
        Payment: "none" | "partial" | "paid";
        /** @description One commercial side of the order. */
        "Price-Input": {
            amount?: number | string | null;
            currency?: string | null;
            paymentDays?: number | null;
            paymentMethod?: string | null;
            vatIncluded?: boolean | null;
        };
        /** @description One commercial side of the order. */
        "Price-Output": {
            amount?: number | null;
            currency?: string | null;
            paymentDays?: number | null;
            paymentMethod?: string | null;
            vatIncluded?: boolean | null;
        };
        /**
         * @description What can go wrong on the road.
         * @enum {string}
         */
        Problem: "delay" | "damage" | "refusal" | "breakdown" | "customs";
        /** @description A problem that was reported. */
        ProblemOnRoad: {
            /** Format: date-time */
            at: string;
            by?: string | null;
            kind: components["schemas"]["Problem"];
            reason: string;
        };
        /** @description An error, RFC 9457. More members depending on ``code``. */
        ProblemOut: {
            code: string;
            detail?: string | null;
            status: number;
            title: string;
            /** @default about:blank */
            type?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @description Why not: the order's state, the asker's role, or something missing in what was asked.
         * @enum {string}
         */
        RefusalKind: "state" | "role" | "input";
        /** @description A reason why not, or something that the command must bring. */
        RefusalOut: {
            code: string;
            /** @default [] */
            fields?: string[];
            kind: components["schemas"]["RefusalKind"];
            message: components["schemas"]["Text"];
        };
        /**
         * @description Why a cursor could not be resumed from; the client loads state over REST.
         * @enum {string}
         */
        ResumeFailure: "too_old" | "epoch" | "limit" | "ahead" | "malformed";
        /**
         * @description An error stops an order from being confirmed; a warning needs a person's nod; info does neither.
         * @enum {string}
         */
        Severity: "error" | "warning" | "info";
        /**
         * @description How a list is sorted; a minus means falling. Orders that are equal follow in the order of their creation.
         * @enum {string}
         */
        Sort: "created" | "-created" | "updated" | "-updated" | "loading" | "-loading";
        /** @description A place where the vehicle calls, in driving order. ``id`` never changes once given. */
        Stop: {
            city?: string | null;
            company?: string | null;
            contact?: string | null;
            country?: string | null;
            county?: string | null;
            date?: string | null;
            id?: string | null;
            instructions?: string | null;
            kind?: components["schemas"]["StopKind"] | null;
            phone?: string | null;
            postcode?: string | null;
            reference?: string | null;
            street?: string | null;
            timeFrom?: string | null;
            timeTo?: string | null;
        };
        /**
         * @description What happens at a stop.
         * @enum {string}
         */
        StopKind: "loading" | "unloading" | "customs";
        /** @description Where a stop stands, and since when by the report's own time. */
        StopOut: {
            /** Format: date-time */
            at: string;
            status: components["schemas"]["StopStatus"];
        };
        /**
         * @description The states of a stop; ``done`` and ``failed`` are its ends.
         * @enum {string}
         */
        StopStatus: "planned" | "en_route" | "arrived" | "done" | "failed";
        /** @description The range that the goods must be kept in, degrees Celsius. */
        Temperature: {
            max?: number | null;
            min?: number | null;
        };
        /** @description A sentence for people, in both languages of the product. */
        Text: {
            en: string;
            ro: string;
        };
        /** @description How sure a value that was read must be before nobody needs to look at it. */
        ThresholdsOut: {
            /** @description Whether an order may be confirmed without a person. */
            autoConfirm: boolean;
            /** @description Fields that must reach their threshold for it, wherever they were read. */
            critical: string[];
            /** @description By field; `*` is for all that have none of their own. */
            least: {
                [key: string]: number;
            };
            /** @description Fields without which an order is not; `*` stands for each stop. */
            required: string[];
        };
        /** @description What the whole load adds up to. */
        "Totals-Input": {
            goodsCurrency?: string | null;
            goodsValue?: number | string | null;
            grossKg?: number | string | null;
            loadingMetres?: number | string | null;
            pallets?: number | string | null;
            volumeM3?: number | string | null;
        };
        /** @description What the whole load adds up to. */
        "Totals-Output": {
            goodsCurrency?: string | null;
            goodsValue?: number | null;
            grossKg?: number | null;
            loadingMetres?: number | null;
            pallets?: number | null;
            volumeM3?: number | null;
        };
        /** @description What a transition may need; `GET …/transitions` says which. */
        TransitionIn: {
            /** @description Ids of issues (confirm). */
            acknowledge?: string[];
            /** @description When it happened, for reports from the road. Late reports never move back. */
            at?: string | null;
            driver?: string | null;
            driverPhone?: string | null;
            invoiceNumber?: string | null;
            payment?: components["schemas"]["Payment"] | null;
            problem?: components["schemas"]["Problem"] | null;
            reason?: string | null;
            /**
             * @description I see the consignee's signature on the CMR.
             * @default false
             */
            signatureSeen?: boolean;
            /** @description Reports from a stop. */
            stopId?: string | null;
            trailerPlate?: string | null;
            truckPlate?: string | null;
        };
        /** @description Every transition, for this order and this person. */
        TransitionList: {
            status: components["schemas"]["OrderStatus"];
            transitions: components["schemas"]["TransitionOut"][];
            version: number;
        };
        /** @description A transition, and whether it can be taken now. */
        TransitionOut: {
            allowed: boolean;
            name: string;
            needs: components["schemas"]["RefusalOut"][];
            /** @description Empty: the status stays. */
            targets: components["schemas"]["OrderStatus"][];
            whyNot: components["schemas"]["RefusalOut"][];
        };
        /** @description A transition that was refused: why, what is allowed instead, and why the others are not. */
        TransitionRefusedOut: {
            allowed: string[];
            code: string;
            currentStatus: components["schemas"]["OrderStatus"];
            detail?: string | null;
            status: number;
            title: string;
            transition: string;
            transitions: components["schemas"]["TransitionOut"][];
            /** @default about:blank */
            type?: string;
            version: number;
            whyNot: components["schemas"]["RefusalOut"][];
        } & {
            [key: string]: unknown;
        };
        /** @description What became of one file. ``problem`` (as application/problem+json) where it was refused. */
        UploadResult: {
            documentId?: string | null;
            fileName: string;
            orderId?: string | null;
            problem?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            status: number;
        };
        /** @description What became of each file, in the order in which they came. */
        UploadResults: {
            batchId?: string | null;
            results: components["schemas"]["UploadResult"][];
        };
        /** @description Who drives what. */
        Vehicle: {
            body?: string | null;
            driver?: string | null;
            driverPhone?: string | null;
            trailerPlate?: string | null;
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
export interface operations {
    read_batches__batch_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    retry_batches__batch_id__retry_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                batch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchRetried"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    read_documents__document_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    content_documents__document_id__content_get: {
        parameters: {
            query?: {
                /** @description To be saved, not shown. */
                download?: boolean;
            };
            header?: {
                "If-None-Match"?: string | null;
                "If-Range"?: string | null;
                /** @description One range of bytes: `bytes=0-1023`, `bytes=-500`. */
                Range?: string | null;
            };
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document's bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/xml": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/tiff": string;
                    "message/rfc822": string;
                };
            };
            /** @description The part that `Range` names. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "application/xml": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/tiff": string;
                    "message/rfc822": string;
                };
            };
            /** @description `If-None-Match` names it: nothing has changed. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `Range` lies beyond the end; `Content-Range` tells the size. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    move_documents__document_id__move_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentSummary"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    retry_documents__document_id__retry_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                document_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentSummary"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    labels_labels_get: {
        parameters: {
            query?: {
                /** @description `nextAfter` of the page before. */
                after?: string | null;
                limit?: number;
                /** @description Made at this time or later. */
                since?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelPage"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    list_orders_orders_get: {
        parameters: {
            query?: {
                /** @description A user id, or `me`. */
                assignee?: string | null;
                createdFrom?: string | null;
                createdTo?: string | null;
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description Part of the client's name; for the desk also its whole VAT id. */
                customer?: string | null;
                /** @description Only these, in one page. */
                id?: string[];
                limit?: number;
                /** @description The first loading. */
                loadingFrom?: string | null;
                loadingTo?: string | null;
                /** @description Part of a number, reference, firm, plate, UIT code or place. */
                q?: string | null;
                /** @description Orders without a loading date come last by `loading`. */
                sort?: components["schemas"]["Sort"];
                /** @description One or more. */
                status?: components["schemas"]["OrderStatus"][];
                /** @description The last unloading. */
                unloadingFrom?: string | null;
                unloadingTo?: string | null;
            };
            header?: {
                /** @description The `ETag` of what is known: 304 if it still holds. */
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            /** @description As known: nothing is sent. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    create_orders_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
                /** @description Comes back as `operationId` in the events that the command leads to. */
                "Operation-Id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    read_orders__order_id__get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of what is known: 304 if it still holds. */
                "If-None-Match"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            /** @description As known: nothing is sent. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    edit_orders__order_id__patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version it was made against, as in ETag: `"17"`. */
                "If-Match"?: string | null;
                /** @description Comes back as `operationId` in the events that the command leads to. */
                "Operation-Id"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": Record<string, unknown>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConflictOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    agree_to_orders__order_id__agreement_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Comes back as `operationId` in the events that the command leads to. */
                "Operation-Id"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Agreement"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    of_order_orders__order_id__documents_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentList"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    upload_to_order_orders__order_id__documents_post: {
        parameters: {
            query?: {
                /** @description Adds to this batch. Any id of your own, or one given before. */
                batch?: string | null;
            };
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    file?: string[];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResults"];
                };
            };
            /** @description Some were refused. */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResults"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    history_orders__order_id__history_get: {
        parameters: {
            query?: {
                /** @description The last version known. */
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    list_transitions_orders__order_id__transitions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionList"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    take_orders__order_id__transitions__name__post: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
                /** @description The version it was made against, as in ETag: `"17"`. */
                "If-Match"?: string | null;
                /** @description Comes back as `operationId` in the events that the command leads to. */
                "Operation-Id"?: string | null;
            };
            path: {
                name: string;
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TransitionIn"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransitionRefusedOut"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransitionRefusedOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    changes_orders_changes_get: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the answer before, or a cursor of the gateway. */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangesOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    upload_orders_documents_post: {
        parameters: {
            query?: {
                /** @description Adds to this batch. Any id of your own, or one given before. */
                batch?: string | null;
            };
            header?: {
                /** @description The same command again gives the same answer. Per user, kept for a day. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    file?: string[];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResults"];
                };
            };
            /** @description Some were refused. */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadResults"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
    thresholds_thresholds_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThresholdsOut"];
                };
            };
            /** @description Default Response */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemOut"];
                };
            };
        };
    };
}
