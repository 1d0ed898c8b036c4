import type { InStatement, ResultSet } from "@libsql/client";

/**
 * A workspace's database, or the directory's. Both calls send all statements as one batch, in one
 * round trip; `write` is atomic. There are no interactive transactions (they lose their lock over
 * HTTP after 5 s, and on an embedded file they lose acknowledged writes).
 */
export interface Database {
  read(statements: InStatement[]): Promise<ResultSet[]>;
  write(statements: InStatement[]): Promise<ResultSet[]>;
  /**
   * One short step towards files that hold nothing of what was deleted before the first step. Absent where
   * a server owns the files: what it keeps of them is its own affair.
   *
   * @param from 0, then what the step before returned; it holds across restarts
   * @returns null when it is through
   */
  compact?(from: number): Promise<number | null>;
  close(): void;
}

/** The batch was refused by a named CHECK of the guard row: nothing of it happened. */
export class GuardRefusal extends Error {
  readonly guard: GuardName;

  constructor(guard: GuardName) {
    super(`guard refused: ${guard}`);
    this.guard = guard;
  }
}

/** The named CHECKs of the guard row, in the order they are evaluated. */
export type GuardName =
  | "session_live"
  | "right_held"
  | "target_found"
  | "version_fresh"
  | "condition_met"
  | "module_on";

/** The database could not be reached or is busy; nothing was acknowledged, the same call may be tried again. */
export class DatabaseUnavailable extends Error {}

/** There is no room for more; what is stored is kept and can be read, the same call may be tried again. */
export class DatabaseFull extends DatabaseUnavailable {}

const GUARD =
  /CHECK constraint failed: (session_live|right_held|target_found|version_fresh|condition_met|module_on)/;

/** Turns what libSQL throws into what the callers of a `Database` know. */
export function databaseError(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const guard = GUARD.exec(cause.message)?.[1];
  if (guard) return new GuardRefusal(guard as GuardName);
  if (/SQLITE_FULL|database or disk is full/.test(cause.message)) {
    return new DatabaseFull("there is no room for more", { cause });
  }
  // A quota that is used up says this, too.
  if (/SQLITE_IOERR|disk I\/O error/.test(cause.message)) {
    return new DatabaseUnavailable("the disk refused", { cause });
  }
  return cause;
}

/** Whether a unique constraint on `column` (`table.column`) refused the batch. */
export function isUniqueViolation(error: unknown, column: string): boolean {
  return error instanceof Error && error.message.includes(`UNIQUE constraint failed: ${column}`);
}
