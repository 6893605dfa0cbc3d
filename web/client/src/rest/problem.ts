/** What a service answers where it does not do as asked: problem details (RFC 9457). */

export interface ProblemDetails {
  type?: string;
  title: string;
  status: number;
  /** Stable, for programs: `edit_conflict`. */
  code: string;
  detail?: string;
  instance?: string;
  [member: string]: unknown;
}

/** Members of the problems that a program looks into, by their codes. */
export interface ProblemMembers {
  invalid_request: { errors?: FieldProblem[] };
  invalid_order_data: { errors: FieldProblem[] };
  edit_conflict: { baseVersion: number; currentVersion: number; fields: FieldConflict[] };
  transition_refused: {
    transition: string;
    currentStatus: string;
    version: number;
    whyNot: { kind: string; code: string; message: string; fields?: string[] }[];
    allowed: string[];
  };
  duplicate_order: { orderId: string; number: string };
  /** Without ids where the other order is beyond the token's rights. */
  duplicate_file: { orderId?: string; documentId?: string };
  version_unknown: { currentVersion: number };
  file_too_large: { limitBytes: number };
  unsupported_file: { detected?: string; accepted: string[] };
}

export interface FieldProblem {
  field: string;
  message: string;
}

export interface FieldConflict {
  field: string;
  base?: unknown;
  theirs?: unknown;
  mine?: unknown;
}

/** The service's refusal. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly code: string;
  readonly problem: ProblemDetails;
  /** Milliseconds after which it may be tried again, where the service said so. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: ProblemDetails, retryAfterMs?: number) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** Narrow to the problem with this code, with its members. */
  is<Code extends keyof ProblemMembers>(code: Code): this is ProblemError & { problem: ProblemDetails & ProblemMembers[Code] } {
    return this.code === code;
  }

  /** The same request may succeed later as it is. */
  get isTransient(): boolean {
    return this.status === 429 || this.status === 408 || this.status >= 500 || this.code === "idempotency_in_progress";
  }
}

/** No answer came, so that whether the service did it is not known; or there was no token to ask with, and it did nothing. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly isTransient = true;
}

export async function problemOf(response: Response): Promise<ProblemError> {
  const { status } = response;
  const fallback = { title: response.statusText || `HTTP ${String(status)}`, status, code: `http_${String(status)}` };
  let problem: ProblemDetails = fallback;
  try {
    const body = (await response.json()) as Partial<ProblemDetails> | null;
    problem = { ...fallback, ...body };
  } catch {
    // A proxy's page, not a problem of the service.
  }
  const seconds = Number(response.headers.get("Retry-After") ?? NaN);
  return new ProblemError(problem, Number.isFinite(seconds) ? seconds * 1000 : undefined);
}
