import { useCallback, useSyncExternalStore } from "react";

/** As in styles/order.css: fields and documents do not fit beside one another. */
export const NARROW = "(max-width: 1020px)";

/** Whether a media query is true, and from when on it is not. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => { list.removeEventListener("change", changed); };
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
