import type { ErrorCode } from "../../shared/error-codes.ts";
import { DatabaseFull, type DatabaseUnavailable } from "../db/database.ts";

/** An expected failure: a code the interface has words for. Anything else thrown is INTERNAL. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly facts: Record<string, string | number> | undefined;

  constructor(
    code: ErrorCode,
    more: { field?: string; facts?: Record<string, string | number>; cause?: unknown } = {},
  ) {
    super(code, { cause: more.cause });
    this.code = code;
    this.field = more.field;
    this.facts = more.facts;
  }
}

/** UNAVAILABLE, or STORAGE_FULL when trying again only helps once somebody has made room. */
export const unavailable = (cause: DatabaseUnavailable): Failure =>
  new Failure(cause instanceof DatabaseFull ? "STORAGE_FULL" : "UNAVAILABLE", { cause });
