import { act, cleanup, render, renderHook } from "@testing-library/react";
import { StrictMode, type ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Order } from "@freightwire/client";
import { fakeDesk, type FakeDesk } from "../../testing/desk.js";
import {
  FreightwireProvider,
  useConnectionStatus,
  useDesk,
  useEvent,
  useNotifications,
  useOptimisticUpdates,
  useOrder,
  usePresence,
  useRealTimeOrders,
  useWebSocket,
} from "../src/index.js";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function providing(fake: FakeDesk) {
  return ({ children }: { children: ReactNode }) => <FreightwireProvider desk={fake.desk}>{children}</FreightwireProvider>;
}

async function passes(fake: FakeDesk, ms = 1000) {
  await act(() => fake.world.clock.advance(ms));
}

async function hooked<Result>(fake: FakeDesk, hook: () => Result) {
  const rendered = renderHook(hook, { wrapper: providing(fake) });
  await passes(fake);
  return rendered;
}

it("outside of a provider hooks say what is missing", () => {
  vi.spyOn(console, "error").mockReturnValue(); // React tells of it, too
  expect(() => renderHook(() => useDesk())).toThrow("<FreightwireProvider>");
});

it("the provider starts the desk, stops it, and survives strict mode", async () => {
  const fake = fakeDesk();
  const Provider = providing(fake);
  const { unmount } = render(
    <StrictMode>
      <Provider>x</Provider>
    </StrictMode>,
  );
  await passes(fake);
  expect(fake.links.openTransports).toEqual(["websocket"]);
  unmount();
  await passes(fake);
  expect(fake.links.openTransports).toEqual([]);
  expect(fake.desk.store.getState().connectionStatus).toBe("closed");
});

describe("useConnectionStatus and useWebSocket", () => {
  it("follow the connection, and know how old is what is shown", async () => {
    const fake = fakeDesk();
    const { result } = await hooked(fake, () => ({ info: useConnectionStatus(), socket: useWebSocket() }));
    expect(result.current.info).toMatchObject({ status: "connected", isConnected: true, transport: "websocket", problem: null });
    expect(result.current.socket).toMatchObject({ isConnected: true, connectionStatus: "connected", user: { id: "ana" } });
    const lostAt = fake.world.clock.now();
    fake.links.broken.add("websocket");
    act(() => {
      fake.links.end();
    });
    expect(result.current.info).toMatchObject({ status: "reconnecting", isConnected: false, freshAt: lostAt });
    await passes(fake, 60_000);
    expect(result.current.info).toMatchObject({ status: "fallback", isConnected: true, transport: "sse" });
  });
});

describe("useRealTimeOrders", () => {
  const isDraft = (order: Order) => order.status === "draft";
  const byNumber = (one: Order, other: Order) => one.number.localeCompare(other.number);

  it("filters and sorts, and changes with the server", async () => {
    const fake = fakeDesk();
    for (const id of ["b", "a", "c"]) fake.server.create(id);
    fake.server.move("c", "confirmed");
    const { result } = await hooked(fake, () => useRealTimeOrders({ filter: isDraft, compare: byNumber }));
    expect(result.current.orders.map((order) => order.id)).toEqual(["a", "b"]);
    expect(Object.keys(result.current.byId)).toHaveLength(3);
    fake.server.move("c", "draft");
    await passes(fake, 50);
    expect(result.current.orders.map((order) => order.id)).toEqual(["a", "b", "c"]);
    expect(result.current.updates).toMatchObject([{ orderId: "c", event: "order:status_changed" }]);
  });
});

describe("useOrder", () => {
  it("has the whole order, also one that has ended", async () => {
    const fake = fakeDesk();
    fake.server.create("a");
    fake.server.move("a", "closed");
    const { result, unmount } = await hooked(fake, () => useOrder("a"));
    expect(result.current).toMatchObject({ loading: "ready", order: { id: "a", status: "closed", documents: [] } });
    await passes(fake, 20 * 60_000);
    expect(result.current.order).toBeDefined();
    unmount();
  });

  it("says where there is none", async () => {
    const fake = fakeDesk();
    const { result } = await hooked(fake, () => useOrder("nowhere"));
    expect(result.current).toEqual({ loading: "failed", order: undefined });
  });
});

describe("useOptimisticUpdates", () => {
  it("shows what is pending and what was undone", async () => {
    const fake = fakeDesk();
    fake.server.create("a", { reference: "old" });
    const { result } = await hooked(fake, () => ({ optimistic: useOptimisticUpdates("a"), orders: useRealTimeOrders() }));
    fake.links.faults.reorder = true;
    fake.server.edit("a", { reference: "theirs" });
    act(() => {
      result.current.optimistic.updateOrder("a", { reference: "mine" }).catch(() => undefined);
    });
    expect(result.current.optimistic.pending).toHaveLength(1);
    expect(result.current.orders.orders[0]?.data.reference).toBe("mine");
    await passes(fake, 200);
    act(() => {
      fake.links.release();
    });
    await passes(fake, 100);
    expect(result.current.optimistic.pending).toEqual([]);
    expect(result.current.optimistic.reverted).toMatchObject([{ reason: { code: "edit_conflict" } }]);
    expect(result.current.orders.orders[0]?.data.reference).toBe("theirs");
  });
});

describe("usePresence", () => {
  it("tells of the others, and says where this user is", async () => {
    const fake = fakeDesk();
    const { result, unmount } = await hooked(fake, () => usePresence("a"));
    const present = (userId: string) => ({ orderId: "a", userId, username: userId });
    act(() => {
      fake.links.tell((listener) => {
        for (const userId of ["ana", "bob"]) {
          listener.push({ event: "user:joined_order", id: userId, key: "", time: "", data: present(userId) });
        }
      });
    });
    expect(result.current.others).toEqual([{ userId: "bob", username: "bob", field: null }]);
    act(() => {
      result.current.edit("price");
    });
    await passes(fake, 10);
    unmount();
    await passes(fake, 10);
    const said = fake.links.commands.filter((one) => one.name === "presence").map((one) => one.body);
    expect(said.slice(0, 2)).toEqual([
      { order: "a", state: "viewing" },
      { order: "a", state: "editing", field: "price" },
    ]);
  });
});

describe("useNotifications and useEvent", () => {
  it("have what is pushed", async () => {
    const fake = fakeDesk();
    const kinds: string[] = [];
    const { result } = await hooked(fake, () => {
      useEvent("user:notification", ({ data }) => {
        kinds.push(data.kind);
      });
      return useNotifications();
    });
    const push = (id: string) => ({
      event: "user:notification",
      id: `event-${id}`,
      key: "user.ana.notification",
      time: "",
      data: { notificationId: id, userId: "ana", kind: "order_assigned", message: { ro: "a", en: "b" }, timestamp: "t" },
    });
    act(() => {
      fake.links.tell((listener) => {
        listener.push(push("1"));
        listener.push(push("2"));
      });
    });
    expect(kinds).toEqual(["order_assigned", "order_assigned"]);
    expect(result.current).toMatchObject({ unread: 2 });
    expect(result.current.notifications.map((item) => item.id)).toEqual(["2", "1"]);
    await act(() => result.current.markRead("1"));
    expect(result.current.unread).toBe(1);
    await act(() => result.current.markAllRead());
    expect(result.current.unread).toBe(0);
  });
});
