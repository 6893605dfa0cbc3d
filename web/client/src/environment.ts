/** What the client needs of the world around it. Tests give it one with time under control. */

export type Timer = unknown;

export interface Clock {
  /** Milliseconds of the wall clock. */
  now(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** `online` and `offline` are the browser's word on the network; `visible`: the page came to the front. */
export type NetworkSignal = "online" | "offline" | "visible";

export interface NetworkSignals {
  isOnline(): boolean;
  listen(listener: (signal: NetworkSignal) => void): () => void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocket;
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

export interface Environment {
  clock: Clock;
  /** As `Math.random`. */
  random: () => number;
  network: NetworkSignals;
  fetch: Fetch;
  /** Absent where there is none: the client then begins with Server-Sent Events. */
  WebSocket?: WebSocketConstructor | undefined;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};

/** `online`, `offline` and `visibilitychange` of the page; where there is no page the network is taken for there. */
export const pageSignals: NetworkSignals = {
  isOnline: () => typeof navigator === "undefined" || (navigator as { onLine?: boolean }).onLine !== false,
  listen(listener) {
    if (typeof window === "undefined" || typeof document === "undefined") return () => undefined;
    const online = () => {
      listener("online");
    };
    const offline = () => {
      listener("offline");
    };
    const visible = () => {
      if (document.visibilityState === "visible") listener("visible");
    };
    window.addEventListener("online", online);
    window.addEventListener("offline", offline);
    window.addEventListener("pageshow", visible);
    document.addEventListener("visibilitychange", visible);
    return () => {
      window.removeEventListener("online", online);
      window.removeEventListener("offline", offline);
      window.removeEventListener("pageshow", visible);
      document.removeEventListener("visibilitychange", visible);
    };
  },
};

/** The world as it is, with what a test or a server puts in its place. */
export function environmentOf(parts: Partial<Environment> = {}): Environment {
  return {
    clock: systemClock,
    random: Math.random,
    network: pageSignals,
    fetch: (input, init) => globalThis.fetch(input, init),
    WebSocket: globalThis.WebSocket,
    ...parts,
  };
}
