/** The notifier: messages to this user. */

import type { CommandOptions, Http } from "./http.js";

export interface Notification {
  id: string;
  /** What it is about, for example `order_needs_review`. */
  kind: string;
  message: { ro: string; en: string };
  orderId?: string | null;
  createdAt: string;
  /** Absent while it is unread. */
  readAt?: string | null;
}

export interface NotificationPage {
  /** Newest first. */
  items: Notification[];
  /** How many are unread altogether. */
  unread: number;
  nextCursor?: string | null;
}

export class NotificationsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  list(query: { unread?: boolean; limit?: number; cursor?: string } = {}): Promise<NotificationPage> {
    return this.#http.json("GET", "/notifications", { query });
  }

  read(id: string, options: CommandOptions = {}): Promise<Notification> {
    return this.#http.json("POST", `/notifications/${encodeURIComponent(id)}/read`, options);
  }

  readAll(options: CommandOptions = {}): Promise<{ marked: number }> {
    return this.#http.json("POST", "/notifications/read-all", options);
  }
}
