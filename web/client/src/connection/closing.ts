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

/** Errors of HTTP that no repetition changes. 404 is none: a gateway may not offer the transport. */
const FINAL_STATUS = new Set([403]);

export function verdictOn(end: LinkEnd): Verdict {
  if (end.code === 4400) return "moved";
  if (end.code === 4401 || end.code === 401) return "renew";
  if ((end.code >= 4500 && end.code < 4600) || FINAL_STATUS.has(end.code)) return "stop";
  return "retry";
}
