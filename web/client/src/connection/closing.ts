/** Why a connection ended, and what follows from it. */

export interface LinkEnd {
  /** A close code of the protocol (44xx, 45xx), a WebSocket's own (1006 …), or an HTTP status. */
  code: number;
  reason: string;
}

export type Verdict =
  /** Connect again after a pause. */
  | "retry"
  /** Connect again with a token that is asked for anew. */
  | "renew"
  /** The node is going away, and said so: connect again, this is no failure. */
  | "moved"
  /** Something must change first. */
  | "stop";

export function verdictOn({ code, reason }: LinkEnd): Verdict {
  if (code === 4400) return "moved";
  if (code === 4401 || code === 401) return "renew";
  // A binding that is forbidden is sorted out over a WebSocket: there it is known which.
  if (code === 403) return reason === "forbidden" ? "retry" : "stop";
  return code >= 4500 && code < 4600 ? "stop" : "retry";
}
