import * as v from "valibot";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { Call, Ctx } from "./ctx.ts";
import { Failure } from "./failure.ts";

type Schema = v.GenericSchema;

interface Definition<S extends Schema, Output> {
  /** `noun.verb`, the same as its place in the router. */
  name: string;
  /** The right it needs: the batch builder makes the guard from it. `self`: any live session. */
  permission: Permission | "self";
  input: S;
  run(ctx: Ctx, input: v.InferOutput<S>): Promise<Output>;
}

/** One thing the product can do: callable with a call and an input, which it parses itself. */
export interface Verb<S extends Schema, Output> {
  (call: Call, input: v.InferInput<S>): Promise<Output>;
  readonly verb: string;
  readonly permission: Permission | "self";
  readonly kind: "read" | "write";
  readonly input: S;
}

/** A verb that changes nothing. */
export const readVerb = <S extends Schema, Output>(definition: Definition<S, Output>) =>
  make("read", definition);

/** A verb that changes something, in one write batch. */
export const writeVerb = <S extends Schema, Output>(definition: Definition<S, Output>) =>
  make("write", definition);

function make<S extends Schema, Output>(
  kind: "read" | "write",
  { name, permission, input: schema, run }: Definition<S, Output>,
): Verb<S, Output> {
  const call = (given: Call, input: unknown) =>
    run({ ...given, verb: name, permission }, parse(schema, input));
  return Object.assign(call, { verb: name, permission, kind, input: schema });
}

/**
 * @throws {Failure} with the code the schema's message names, else INVALID_INPUT; `field` is the path.
 */
export function parse<S extends Schema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const code = issue.message in ERROR_CODES ? (issue.message as ErrorCode) : "INVALID_INPUT";
  const field = v.getDotPath(issue);
  throw new Failure(code, field === null ? {} : { field });
}
