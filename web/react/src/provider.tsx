import { FreightwireClient, Http, NotificationsApi, OrdersApi, type ClientOptions } from "@freightwire/client";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { useStore } from "zustand";
import { createDesk, type Desk, type DeskOptions } from "./store/desk.js";
import type { DeskStore } from "./store/state.js";

const DeskContext = createContext<Desk | null>(null);

export interface ConnectOptions extends ClientOptions, Omit<DeskOptions, "client" | "orders" | "notifications"> {
  ordersUrl: string;
  /** Where the notifier is; without it there are only the notifications that are pushed. */
  notifierUrl?: string;
}

/** A desk with everything at these addresses, not started yet: the provider does that. */
export function connectDesk(options: ConnectOptions): Desk {
  const client = new FreightwireClient(options);
  const http = (url: string) => new Http(url, client.tokens, client.environment.fetch);
  const { notifierUrl } = options;
  return createDesk({
    ...options,
    client,
    orders: new OrdersApi(http(options.ordersUrl)),
    ...(notifierUrl === undefined ? {} : { notifications: new NotificationsApi(http(notifierUrl)) }),
  });
}

/** Gives a desk to the components inside, and keeps it running while it is mounted. */
export function FreightwireProvider({ desk, children }: { desk: Desk; children: ReactNode }) {
  useEffect(() => {
    desk.start();
    return () => {
      desk.stop();
    };
  }, [desk]);
  return <DeskContext.Provider value={desk}>{children}</DeskContext.Provider>;
}

/** @throws Error outside of a provider. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("This hook needs a <FreightwireProvider> around it.");
  return desk;
}

/** A part of the store; the component is rendered again when that part changes. */
export function useDeskStore<Part>(select: (store: DeskStore) => Part): Part {
  return useStore(useDesk().store, select);
}
