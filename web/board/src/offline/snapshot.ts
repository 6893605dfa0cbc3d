/**
 * The orders as they were last known, kept for the next visit: what a page shows that is opened without a network. One
 * account's at a time, and gone with the sign-out.
 */

import type { Order } from "@freightwire/client";
import type { Desk } from "@freightwire/react";

const DATABASE = "freightwire-board";
const STORE = "snapshots";
const SAVE_MS = 5_000;

interface Snapshot {
  account: string;
  at: number;
  orders: Record<string, Order>;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("the browser keeps nothing"));
    };
  });
}

async function within<Result>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const database = await open();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error("the browser keeps nothing"));
      };
    });
  } finally {
    database.close();
  }
}

/** Shows what was kept until the server has answered, and keeps what is shown. @returns what ends it. */
export function keepSnapshot(desk: Desk, account: string): () => void {
  const { store } = desk;
  let kept: Record<string, Order> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  within<Snapshot | undefined>("readonly", (snapshots) => snapshots.get("last") as IDBRequest<Snapshot | undefined>).then(
    (snapshot) => {
      if (snapshot?.account !== account || store.getState().loading === "ready") return;
      kept = snapshot.orders;
      store.setState((state) => ({ orders: { ...kept, ...state.orders }, freshAt: state.freshAt ?? snapshot.at }));
    },
    () => undefined, // a private window keeps nothing
  );
  const stop = store.subscribe((state, before) => {
    if (state.loading !== "ready") return;
    if (before.loading !== "ready") {
      // What the server did not tell of has ended meanwhile.
      const orders = Object.fromEntries(Object.entries(state.orders).filter(([id, order]) => kept[id] !== order));
      kept = {};
      store.setState({ orders });
    }
    if (state.orders === before.orders || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const { orders, freshAt, isConnected } = store.getState();
      const snapshot: Snapshot = { account, orders, at: isConnected ? Date.now() : (freshAt ?? Date.now()) };
      within("readwrite", (snapshots) => snapshots.put(snapshot, "last")).catch(() => undefined);
    }, SAVE_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Nobody who comes after finds it. */
export function forgetSnapshot(): void {
  indexedDB.deleteDatabase(DATABASE);
}
