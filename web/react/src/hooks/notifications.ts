import type { Notification } from "@freightwire/client";
import { useCallback, useEffect, useState } from "react";
import { useDesk } from "../provider.js";
import { useEvent } from "./connection.js";

const LIMIT = 200;

export interface NotificationsHook {
  /** Newest first. */
  notifications: Notification[];
  unread: number;
  markRead: (id: string) => Promise<void>;
  markAllRead: () => Promise<void>;
  /** Load what is older; false where there is nothing older. */
  loadMore: () => Promise<boolean>;
  problem: Error | null;
}

interface State {
  items: Notification[];
  unread: number;
  nextCursor: string | undefined;
  problem: Error | null;
}

/** Messages to this user: those that the notifier keeps, and those that come. */
export function useNotifications(): NotificationsHook {
  const { client, notifications: api } = useDesk();
  const [state, setState] = useState<State>({ items: [], unread: 0, nextCursor: undefined, problem: null });

  const load = useCallback(async () => {
    if (!api) return;
    try {
      const page = await api.list({ limit: 50 });
      setState({ items: page.items, unread: page.unread, nextCursor: page.nextCursor ?? undefined, problem: null });
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      setState((before) => ({ ...before, problem }));
    }
  }, [api]);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the state is set when the answer has come, not here
    void load();
    return client.on("resync", () => void load());
  }, [client, load]);

  useEvent("user:notification", ({ data }) => {
    const { notificationId: id, kind, message, timestamp, orderId, urgent, groupId, groupCount } = data;
    const item: Notification = {
      id,
      kind,
      message,
      orderId: orderId ?? null,
      createdAt: timestamp,
      urgent: urgent ?? false,
      // One that is alone is a group of its own.
      groupId: groupId ?? id,
      groupCount: groupCount ?? 1,
    };
    setState((before) =>
      before.items.some((known) => known.id === id)
        ? before
        : { ...before, items: [item, ...before.items].slice(0, LIMIT), unread: before.unread + 1 },
    );
  });

  const markRead = useCallback(
    async (id: string) => {
      const read = await api?.read(id);
      const readAt = read?.readAt ?? new Date().toISOString();
      setState((before) => {
        const wasUnread = before.items.some((item) => item.id === id && !item.readAt);
        const items = before.items.map((item) => (item.id === id ? { ...item, readAt } : item));
        return { ...before, items, unread: Math.max(0, before.unread - (wasUnread ? 1 : 0)) };
      });
    },
    [api],
  );
  const markAllRead = useCallback(async () => {
    await api?.readAll();
    const readAt = new Date().toISOString();
    setState((before) => ({
      ...before,
      unread: 0,
      items: before.items.map((item) => (item.readAt ? item : { ...item, readAt })),
    }));
  }, [api]);
  const { nextCursor } = state;
  const loadMore = useCallback(async () => {
    if (!api || nextCursor === undefined) return false;
    const page = await api.list({ limit: 50, cursor: nextCursor });
    setState((before) => {
      const known = new Set(before.items.map((item) => item.id));
      const items = [...before.items, ...page.items.filter((item) => !known.has(item.id))];
      return { ...before, items, nextCursor: page.nextCursor ?? undefined };
    });
    return true;
  }, [api, nextCursor]);

  return { notifications: state.items, unread: state.unread, problem: state.problem, markRead, markAllRead, loadMore };
}
