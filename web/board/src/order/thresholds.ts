/** The thresholds of the person's organisation: asked for with each connection that begins anew, and shared by all orders. */

import type { Thresholds } from "@freightwire/client";
import { useDesk } from "@freightwire/react";
import { useEffect } from "react";
import { create } from "zustand";

const useStore = create<{ known: Thresholds | null }>(() => ({ known: null }));

/** Null until they are known: without a network what is read is shown without a verdict. */
export function useThresholds(): Thresholds | null {
  return useStore((store) => store.known);
}

/** Asks for them, while the page is there. */
export function ThresholdsKeeper() {
  const { client, orders } = useDesk();
  useEffect(() => {
    let isCurrent = true;
    const ask = () => {
      orders.thresholds().then(
        (known) => { if (isCurrent) useStore.setState({ known }); },
        () => undefined, // the next connection asks again
      );
    };
    ask();
    const stop = client.on("resync", ask);
    return () => {
      isCurrent = false;
      stop();
      useStore.setState({ known: null });
    };
  }, [client, orders]);
  return null;
}
