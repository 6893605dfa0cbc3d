/** Why a command was refused, in the store's words. */

import { ProblemError, type Conflict } from "@freightwire/client";
import type { RevertReason } from "../store/optimistic.js";

export function reasonOf(error: unknown): RevertReason {
  if (error instanceof RebaseConflict) {
    return { code: "edit_conflict", message: error.message, conflicts: error.conflicts };
  }
  if (!(error instanceof ProblemError)) {
    return { code: "failed", message: error instanceof Error ? error.message : String(error) };
  }
  const conflicts = error.is("edit_conflict") ? error.problem.fields.map(conflictOf) : undefined;
  return { code: error.code, message: error.message, problem: error.problem, ...(conflicts ? { conflicts } : {}) };
}

export function conflictOf({ field, base, theirs, mine }: { field: string } & Partial<Conflict>): Conflict {
  return { field, base: base ?? undefined, theirs: theirs ?? undefined, mine: mine ?? undefined };
}

/** A change that cannot be brought together with what came before it. */
export class RebaseConflict extends Error {
  readonly conflicts: Conflict[];

  constructor(conflicts: Conflict[]) {
    super("Somebody else changed the same fields.");
    this.conflicts = conflicts;
  }
}
