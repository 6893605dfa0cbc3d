/** The notifier: messages to this user. */

import type { CommandOptions, Http } from "./http.js";
import type { components } from "./notifier.generated.js";

type Schemas = components["schemas"];

/** A message to this user. */
export type Notification = Schemas["NotificationOut"];
/** Newest first. */
export type NotificationPage = Schemas["NotificationPage"];
/** How this user wants to be told. */
export type Preferences = Schemas["Preferences"];
/** Work on the system that is announced or under way. */
export type Announcement = Schemas["AnnouncementOut"];

export class NotificationsApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  list(query: { unread?: boolean; limit?: number; cursor?: string; grouped?: boolean } = {}): Promise<NotificationPage> {
    return this.#http.json("GET", "/notifications", { query });
  }

  read(id: string, options: CommandOptions = {}): Promise<Notification> {
    return this.#http.json("POST", `/notifications/${encodeURIComponent(id)}/read`, options);
  }

  readAll(options: CommandOptions = {}): Promise<Schemas["ReadAll"]> {
    return this.#http.json("POST", "/notifications/read-all", options);
  }

  /** Work on the system that is announced or under way, by its begin. */
  announcements(): Promise<Schemas["AnnouncementList"]> {
    return this.#http.json("GET", "/announcements");
  }

  preferences(): Promise<Preferences> {
    return this.#http.json("GET", "/preferences");
  }

  setPreferences(preferences: Preferences): Promise<Preferences> {
    return this.#http.json("PUT", "/preferences", { json: preferences });
  }
}
