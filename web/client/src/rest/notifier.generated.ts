// Made by scripts/generate.mjs from docs/openapi-notifier.json: do not edit, run "npm run generate".

export interface paths {
    "/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Announcements
         * @description Work on the system that is announced or under way.
         */
        get: operations["list_announcements_announcements_get"];
        put?: never;
        /**
         * Add Announcement
         * @description Announce work on the system to your organisation; by an administrator of the organisation `all`, to everybody.
         *
         *     It is told at once, a quarter of an hour before, when it begins and when it is over.
         */
        post: operations["add_announcement_announcements_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/announcements/{announcement_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel Announcement
         * @description Take an announcement back. Repeated, it changes nothing; 409 when the work is over.
         */
        delete: operations["cancel_announcement_announcements__announcement_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description Deliveries of your organisation in a state, newest first.
         */
        get: operations["list_deliveries_deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Delivery
         * @description One delivery with every attempt.
         */
        get: operations["read_delivery_deliveries__delivery_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{delivery_id}/retry": {
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
         * @description Try a dead delivery again, from the beginning of its ladder. 409 for one that is not dead.
         */
        post: operations["retry_deliveries__delivery_id__retry_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Notifications
         * @description Your notifications, newest first.
         */
        get: operations["list_notifications_notifications_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{notification_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read
         * @description Mark one of your notifications as read. Repeated, it keeps the time of the first.
         */
        post: operations["read_notifications__notification_id__read_post"];
        /**
         * Unread Again
         * @description Mark one of your notifications as unread.
         */
        delete: operations["unread_again_notifications__notification_id__read_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/{notification_id}/read-group": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read Group
         * @description Mark a notification and all others of its group as read.
         */
        post: operations["read_group_notifications__notification_id__read_group_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/read-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read All
         * @description Mark all your notifications as read. Harmless to repeat.
         */
        post: operations["read_all_notifications_read_all_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count Unread
         * @description How many of your notifications are unread.
         */
        get: operations["count_unread_notifications_unread_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/following": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Following
         * @description Whether you watch an order, or have muted it.
         */
        get: operations["read_following_orders__order_id__following_get"];
        put?: never;
        post?: never;
        /**
         * Unfollow
         * @description Neither watch nor mute an order.
         */
        delete: operations["unfollow_orders__order_id__following_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Mute
         * @description Hear nothing more of an order, but for being given it or losing it.
         */
        put: operations["mute_orders__order_id__mute_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{order_id}/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Watch
         * @description Hear of an order as if you were its assignee. It is no longer muted.
         */
        put: operations["watch_orders__order_id__watch_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List People
         * @description Everybody of your organisation who is known here.
         */
        get: operations["list_people_people_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Person
         * @description Say who somebody is, before or beside what their tokens say.
         */
        put: operations["put_person_people__user_id__put"];
        post?: never;
        /**
         * Forget Person
         * @description Forget somebody who has left: name, address, preferences, webhooks, what they follow. A token of theirs that is
         *     still valid brings them back.
         */
        delete: operations["forget_person_people__user_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Preferences
         * @description Your preferences; what you never chose has its default.
         */
        get: operations["read_preferences_preferences_get"];
        /**
         * Choose
         * @description Replace your preferences; what is left out gets its default.
         */
        put: operations["choose_preferences_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask
         * @description A page that asks whether to stop. Nothing is changed: mail scanners open every link.
         */
        get: operations["ask_unsubscribe_get"];
        put?: never;
        /**
         * Stop
         * @description Send the person of this link no more mail. Harmless to repeat.
         */
        post: operations["stop_unsubscribe_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Endpoints
         * @description Your endpoints.
         */
        get: operations["list_endpoints_webhooks_get"];
        put?: never;
        /**
         * Add Endpoint
         * @description Have your notifications posted to a URL, signed as Standard Webhooks has it.
         */
        post: operations["add_endpoint_webhooks_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{endpoint_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Endpoint
         * @description Remove an endpoint. What waits for it is not sent.
         */
        delete: operations["remove_endpoint_webhooks__endpoint_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change Endpoint
         * @description Change an endpoint, or switch it off or on again. What waited for one that was disabled is not sent.
         */
        patch: operations["change_endpoint_webhooks__endpoint_id__patch"];
        trace?: never;
    };
    "/webhooks/{endpoint_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Secret
         * @description A new secret. For a day messages are signed with the one before as well.
         */
        post: operations["rotate_secret_webhooks__endpoint_id__rotate_secret_post"];
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
        /** @description What is announced, in both languages. */
        AnnouncedText: {
            en: string;
            ro: string;
        };
        /** @description Work on the system that is to be announced. */
        AnnouncementIn: {
            /** Format: date-time */
            beginsAt: string;
            endsAt?: string | null;
            message: components["schemas"]["AnnouncedText"];
        };
        /** @description What is announced or under way. */
        AnnouncementList: {
            items: components["schemas"]["AnnouncementOut"][];
        };
        /** @description Announced work on the system. */
        AnnouncementOut: {
            /** Format: date-time */
            beginsAt: string;
            endsAt?: string | null;
            /** Format: uuid */
            id: string;
            message: components["schemas"]["Text"];
            /** @enum {string} */
            phase: "announced" | "soon" | "started" | "over" | "cancelled";
        };
        /** @description One attempt at a delivery. Without an end it is under way. */
        AttemptOut: {
            detail?: string | null;
            endedAt?: string | null;
            number: number;
            outcome?: string | null;
            /** Format: date-time */
            startedAt: string;
        };
        /**
         * @description The ways to reach a person.
         * @enum {string}
         */
        ChannelName: "in_app" | "email" | "webhook";
        /** @description A message to the outside, and what became of it. */
        DeliveryOut: {
            attempts: number;
            channel: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            dueAt: string;
            finishedAt?: string | null;
            /** @description Only of a single delivery. */
            history?: components["schemas"]["AttemptOut"][] | null;
            /** Format: uuid */
            id: string;
            reason?: string | null;
            /** @enum {string} */
            state: "collecting" | "sending" | "retrying" | "sent" | "dead" | "dropped";
            urgent: boolean;
            userId: string;
        };
        /** @description Deliveries, newest first. ``nextCursor`` is absent on the last page. */
        DeliveryPage: {
            items: components["schemas"]["DeliveryOut"][];
            nextCursor?: string | null;
        };
        /**
         * @description How often e-mail comes.
         * @enum {string}
         */
        Digest: "immediately" | "quarter_hourly" | "daily";
        /** @description What is to be changed of an endpoint. ``enabled``: true switches one on again that was disabled. */
        EndpointChange: {
            enabled?: boolean | null;
            kinds?: string[] | null;
            url?: string | null;
        };
        /** @description A new webhook endpoint. */
        EndpointIn: {
            /** @description What it takes; empty takes everything. */
            kinds?: string[];
            /** @description `https`, at a public address. */
            url: string;
        };
        /** @description The endpoints of who asks. */
        EndpointList: {
            items: components["schemas"]["EndpointOut"][];
        };
        /** @description A webhook endpoint of who asks. */
        EndpointOut: {
            /** Format: date-time */
            createdAt: string;
            disabledAt?: string | null;
            disabledReason?: string | null;
            enabled: boolean;
            failingSince?: string | null;
            /** Format: uuid */
            id: string;
            kinds: string[];
            /** @description Until then messages are signed with the secret before as well. */
            previousSecretUntil?: string | null;
            /** @description Only in the answer that made it. Keep it. */
            secret?: string | null;
            url: string;
        };
        /**
         * @description Which orders the desk's people hear of.
         * @enum {string}
         */
        Follow: "own" | "all";
        /** @description What a person asked for about an order. */
        FollowingOut: {
            muted: boolean;
            watching: boolean;
        };
        HTTPValidationError: {
            detail?: components["schemas"]["ValidationError"][];
        };
        /** @description A message to who asks. */
        NotificationOut: {
            /** Format: date-time */
            createdAt: string;
            /** @description The place in its group; of the newest, how many there are. */
            groupCount: number;
            /**
             * Format: uuid
             * @description News of one thing within a minute share it.
             */
            groupId: string;
            /** Format: uuid */
            id: string;
            /** @description What it is about, for example `order_needs_review`. */
            kind: string;
            message: components["schemas"]["Text"];
            orderId?: string | null;
            /** @description Absent while it is unread. */
            readAt?: string | null;
            urgent: boolean;
        };
        /** @description Notifications, newest first. ``nextCursor`` is absent on the last page. */
        NotificationPage: {
            items: components["schemas"]["NotificationOut"][];
            nextCursor?: string | null;
            /** @description How many are unread altogether. */
            unread: number;
        };
        /**
         * @description What an administrator says of a person. Name, roles and orders are replaced by those of the person's next token;
         *     the address stays.
         */
        PersonIn: {
            email?: string | null;
            name: string;
            /** @description For customers and carriers: the orders that they may hear of. */
            orders?: string[];
            roles?: string[];
        };
        /** @description Somebody who may be told something. */
        PersonOut: {
            email?: string | null;
            id: string;
            name: string;
            orders: string[];
            roles: string[];
        };
        /** @description People, by their ids. */
        PersonPage: {
            items: components["schemas"]["PersonOut"][];
            /** @description Pass it as `after` for the next page. */
            nextAfter?: string | null;
        };
        /** @description A person's choices. */
        Preferences: {
            /** @description Channels by kind, where they are other than the defaults. */
            channels?: {
                [key: string]: components["schemas"]["ChannelName"][];
            };
            /**
             * Format: time
             * @description When the daily digest comes.
             * @default 08:00:00
             */
            dailyAt?: string;
            /** @default immediately */
            digest?: components["schemas"]["Digest"];
            /**
             * @description False stops all e-mail; the link in every mail does that too.
             * @default true
             */
            email?: boolean;
            /**
             * @description `all`: hear of every order; for roles of the desk.
             * @default own
             */
            follow?: components["schemas"]["Follow"];
            /**
             * @default ro
             * @enum {string}
             */
            language?: "ro" | "en";
            /**
             * @default {
             *       "begin": "22:00:00",
             *       "end": "07:00:00",
             *       "urgentThrough": true
             *     }
             */
            quietHours?: components["schemas"]["QuietHours"] | null;
            /** @default Europe/Bucharest */
            timeZone?: string;
        };
        /** @description What is wrong (RFC 9457); ``code`` is stable. */
        ProblemOut: {
            code: string;
            detail: string;
            instance: string;
            status: number;
            title: string;
            type: string;
        };
        /** @description When no e-mail comes, by the person's own clock; ``begin`` after ``end`` spans midnight. */
        QuietHours: {
            /**
             * Format: time
             * @default 22:00:00
             */
            begin?: string;
            /**
             * Format: time
             * @default 07:00:00
             */
            end?: string;
            /**
             * @description Whether urgent e-mail comes all the same.
             * @default true
             */
            urgentThrough?: boolean;
        };
        /** @description What marking as read did. */
        ReadAll: {
            /** @description How many were unread before. */
            marked: number;
        };
        /** @description A sentence for people, in both languages of the product. */
        Text: {
            en: string;
            ro: string;
        };
        /** @description How many notifications are unread. */
        UnreadCount: {
            unread: number;
        };
        ValidationError: {
            ctx?: Record<string, unknown>;
            input?: unknown;
            loc: (string | number)[];
            msg: string;
            type: string;
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
    list_announcements_announcements_get: {
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
                    "application/json": components["schemas"]["AnnouncementList"];
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
    add_announcement_announcements_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnouncementIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncementOut"];
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
    cancel_announcement_announcements__announcement_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                announcement_id: string;
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
                    "application/json": components["schemas"]["AnnouncementOut"];
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
    list_deliveries_deliveries_get: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                limit?: number;
                state?: "collecting" | "sending" | "retrying" | "sent" | "dead" | "dropped";
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
                    "application/json": components["schemas"]["DeliveryPage"];
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
    read_delivery_deliveries__delivery_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
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
                    "application/json": components["schemas"]["DeliveryOut"];
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
    retry_deliveries__delivery_id__retry_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delivery_id: string;
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
                    "application/json": components["schemas"]["DeliveryOut"];
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
    list_notifications_notifications_get: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string | null;
                /** @description Of each group only the newest. */
                grouped?: boolean;
                limit?: number;
                /** @description Only what is not read yet. */
                unread?: boolean;
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
                    "application/json": components["schemas"]["NotificationPage"];
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
    read_notifications__notification_id__read_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
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
                    "application/json": components["schemas"]["NotificationOut"];
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
    unread_again_notifications__notification_id__read_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
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
                    "application/json": components["schemas"]["NotificationOut"];
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
    read_group_notifications__notification_id__read_group_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                notification_id: string;
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
                    "application/json": components["schemas"]["ReadAll"];
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
    read_all_notifications_read_all_post: {
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
                    "application/json": components["schemas"]["ReadAll"];
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
    count_unread_notifications_unread_get: {
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
                    "application/json": components["schemas"]["UnreadCount"];
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
    read_following_orders__order_id__following_get: {
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
                    "application/json": components["schemas"]["FollowingOut"];
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
    unfollow_orders__order_id__following_delete: {
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
                    "application/json": components["schemas"]["FollowingOut"];
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
    mute_orders__order_id__mute_put: {
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
                    "application/json": components["schemas"]["FollowingOut"];
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
    watch_orders__order_id__watch_put: {
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
                    "application/json": components["schemas"]["FollowingOut"];
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
    list_people_people_get: {
        parameters: {
            query?: {
                /** @description `nextAfter` of the page before. */
                after?: string;
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
                    "application/json": components["schemas"]["PersonPage"];
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
    put_person_people__user_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOut"];
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
    forget_person_people__user_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
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
    read_preferences_preferences_get: {
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
                    "application/json": components["schemas"]["Preferences"];
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
    choose_preferences_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
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
    ask_unsubscribe_get: {
        parameters: {
            query: {
                /** @description As the link has it. */
                t: string;
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
                    "text/html": string;
                };
            };
        };
    };
    stop_unsubscribe_post: {
        parameters: {
            query: {
                /** @description As the link has it. */
                t: string;
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
                    "text/html": string;
                };
            };
        };
    };
    list_endpoints_webhooks_get: {
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
                    "application/json": components["schemas"]["EndpointList"];
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
    add_endpoint_webhooks_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
    remove_endpoint_webhooks__endpoint_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
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
    change_endpoint_webhooks__endpoint_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointOut"];
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
    rotate_secret_webhooks__endpoint_id__rotate_secret_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
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
                    "application/json": components["schemas"]["EndpointOut"];
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
