/** What the transports over plain HTTP have in common. */

import type { LinkEnd } from "../connection/closing.js";
import type { Environment } from "../environment.js";
import type { OpenRequest } from "./link.js";

/** A request that was answered with an error, as the end of a link. */
export class HttpEnd extends Error {
  readonly end: LinkEnd;

  constructor(end: LinkEnd) {
    super(end.reason);
    this.end = end;
  }
}

export interface Ask {
  url: string;
  token: string;
  accept: string;
  signal: AbortSignal;
}

/**
 * @throws HttpEnd for an answer that is none of 2xx.
 * @throws TypeError (of fetch) where there is no answer.
 */
export async function ask(environment: Environment, { url, token, accept, signal }: Ask): Promise<Response> {
  const response = await environment.fetch(url, {
    headers: { Authorization: `Bearer ${token}`, Accept: accept },
    cache: "no-store",
    credentials: "omit",
    signal,
  });
  if (!response.ok) {
    throw new HttpEnd({ code: response.status, reason: await reasonOf(response) });
  }
  return response;
}

/** `base?binding=…&binding=…&cursor=…` */
export function withPlace(base: string, request: Pick<OpenRequest, "bindings">, more: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const binding of request.bindings) query.append("binding", binding);
  for (const [name, value] of Object.entries(more)) {
    if (value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return text ? `${base}?${text}` : base;
}

/** What a failed request means for its link. */
export function endOf(error: unknown): LinkEnd {
  if (error instanceof HttpEnd) return error.end;
  return { code: 0, reason: error instanceof Error ? error.message : String(error) };
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { code?: unknown };
    if (typeof problem.code === "string") return problem.code;
  } catch {
    // Not from the service itself: a proxy's page, for example.
  }
  return `HTTP ${String(response.status)}`;
}

/** Wait, unless it is called off first. */
export function pause(environment: Environment, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      environment.clock.clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = environment.clock.setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
