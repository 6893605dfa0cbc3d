/** Requests to a service: token, JSON, problems, and what makes a command safe to repeat. */

import type { Fetch } from "../environment.js";
import type { TokenSource } from "../token.js";
import { NetworkError, problemOf } from "./problem.js";

export interface CommandOptions {
  /** The same command with the same key is done once, however often it is sent. */
  idempotencyKey?: string;
  /** Comes back as `operationId` in the events that the command leads to. */
  operationId?: string;
  /** The version that the command was made for; `*` for whatever is current. */
  ifMatch?: number | "*";
  signal?: AbortSignal;
}

export interface RequestOptions extends CommandOptions {
  query?: Record<string, string | number | boolean | readonly (string | number)[] | undefined>;
  json?: unknown;
  contentType?: string;
  body?: BodyInit;
}

export class Http {
  readonly #baseUrl: string;
  readonly #tokens: Pick<TokenSource, "get">;
  readonly #fetch: Fetch;

  constructor(baseUrl: string, tokens: Pick<TokenSource, "get">, fetch: Fetch) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#tokens = tokens;
    this.#fetch = fetch;
  }

  /**
   * @throws ProblemError where the service refuses.
   * @throws NetworkError where no answer came, or the provider gave no token.
   */
  async json<Result>(method: string, path: string, options: RequestOptions = {}): Promise<Result> {
    return (await (await this.send(method, path, options)).json()) as Result;
  }

  /** As `json`, for any content. */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await this.#once(method, path, options, false);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status !== 401) throw problem;
    const again = await this.#once(method, path, options, true);
    if (again.ok) return again;
    throw await problemOf(again);
  }

  async #once(method: string, path: string, options: RequestOptions, renew: boolean): Promise<Response> {
    const token = await this.#token(renew);
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    try {
      return await this.#fetch(this.#baseUrl + path + queryOf(options.query), {
        method,
        headers: { Authorization: `Bearer ${token}`, ...headersOf(options) },
        cache: "no-store",
        credentials: "omit",
        ...(body === undefined ? {} : { body }),
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new NetworkError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** Who is signed in again later has not been refused: what waits goes on waiting. */
  async #token(renew: boolean): Promise<string> {
    try {
      return await this.#tokens.get({ renew });
    } catch (error) {
      throw new NetworkError(`no token: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

function headersOf({ json, contentType, idempotencyKey, operationId, ifMatch }: RequestOptions): Record<string, string> {
  return {
    Accept: "application/json",
    ...(json === undefined ? {} : { "Content-Type": contentType ?? "application/json" }),
    ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
    ...(operationId === undefined ? {} : { "Operation-Id": operationId }),
    ...(ifMatch === undefined ? {} : { "If-Match": ifMatch === "*" ? "*" : `"${String(ifMatch)}"` }),
  };
}

function queryOf(values: RequestOptions["query"]): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string]) {
      query.append(name, String(one));
    }
  }
  const text = query.toString();
  return text ? `?${text}` : "";
}
