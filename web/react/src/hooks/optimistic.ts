import { useMemo } from "react";
import { useDeskStore } from "../provider.js";
import type { OptimisticUpdate } from "../store/optimistic.js";
import type { DeskActions } from "../store/state.js";

export interface OptimisticHook
  extends Pick<
    DeskActions,
    | "updateOrder"
    | "transitionOrder"
    | "createOrder"
    | "addOptimisticUpdate"
    | "confirmOptimisticUpdate"
    | "revertOptimisticUpdate"
    | "dismissOptimisticUpdate"
    | "discardCommand"
  > {
  /** Of all orders, or of the one that was asked for; the oldest first. */
  updates: OptimisticUpdate[];
  pending: OptimisticUpdate[];
  /** Undone, with the reason; shown until dismissed, at most for some minutes. */
  reverted: OptimisticUpdate[];
}

/** Changes that are shown before the server has confirmed them. */
export function useOptimisticUpdates(orderId?: string): OptimisticHook {
  const all = useDeskStore((store) => store.optimisticUpdates);
  const lists = useMemo(() => {
    const updates = Object.values(all).filter((update) => orderId === undefined || update.orderId === orderId);
    const inState = (state: OptimisticUpdate["state"]) => updates.filter((update) => update.state === state);
    return { updates, pending: inState("pending"), reverted: inState("reverted") };
  }, [all, orderId]);
  return {
    ...lists,
    updateOrder: useDeskStore((store) => store.updateOrder),
    transitionOrder: useDeskStore((store) => store.transitionOrder),
    createOrder: useDeskStore((store) => store.createOrder),
    addOptimisticUpdate: useDeskStore((store) => store.addOptimisticUpdate),
    confirmOptimisticUpdate: useDeskStore((store) => store.confirmOptimisticUpdate),
    revertOptimisticUpdate: useDeskStore((store) => store.revertOptimisticUpdate),
    dismissOptimisticUpdate: useDeskStore((store) => store.dismissOptimisticUpdate),
    discardCommand: useDeskStore((store) => store.discardCommand),
  };
}
