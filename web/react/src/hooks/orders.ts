import type { Order } from "@freightwire/client";
import { useEffect, useMemo, useState } from "react";
import { useDesk, useDeskStore } from "../provider.js";
import type { Loading, OrderUpdate } from "../store/state.js";

export interface RealTimeOrders {
  /** As they were asked for: filtered and sorted. */
  orders: Order[];
  byId: Record<string, Order>;
  updates: OrderUpdate[];
  loading: Loading;
}

export interface OrdersView {
  /** Keep the functions the same between renders, or the list is made anew each time. */
  filter?: (order: Order) => boolean;
  compare?: (one: Order, other: Order) => number;
}

/** The orders of the page, newest first where nothing else is asked for. */
export function useRealTimeOrders({ filter, compare = newestFirst }: OrdersView = {}): RealTimeOrders {
  const byId = useDeskStore((store) => store.orders);
  const updates = useDeskStore((store) => store.orderUpdates);
  const loading = useDeskStore((store) => store.loading);
  const orders = useMemo(() => {
    const all = Object.values(byId);
    return (filter ? all.filter(filter) : all).sort(compare);
  }, [byId, filter, compare]);
  return { orders, byId, updates, loading };
}

export interface OneOrder {
  order: Order | undefined;
  /** `failed` also where there is no such order. */
  loading: Loading;
}

/** One order in full, kept current and kept in memory while the component is there. */
export function useOrder(orderId: string): OneOrder {
  const { store } = useDesk();
  const order = useDeskStore((state) => state.orders[orderId]);
  const [outcome, setOutcome] = useState<{ orderId: string; loading: Loading }>({ orderId, loading: "loading" });
  useEffect(() => {
    const { retainOrder, loadOrder } = store.getState();
    const release = retainOrder(orderId);
    let isCurrent = true;
    const done = (loading: Loading) => {
      if (isCurrent) setOutcome({ orderId, loading });
    };
    loadOrder(orderId).then(
      (found) => {
        done(found ? "ready" : "failed");
      },
      () => {
        done("failed");
      },
    );
    return () => {
      isCurrent = false;
      release();
    };
  }, [store, orderId]);
  return { order, loading: outcome.orderId === orderId ? outcome.loading : "loading" };
}

function newestFirst(one: Order, other: Order): number {
  // Times of one form, so that their order is the order of their characters; comparing by a language's rules is many times as dear.
  return other.createdAt < one.createdAt ? -1 : Number(other.createdAt > one.createdAt);
}
