import * as v from "valibot";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import { MASK } from "../../shared/masking.ts";
import type { Module } from "../../shared/modules.ts";
import type { Permission } from "../../shared/permissions.ts";
import { recordRefused } from "./audit/record-refused.ts";
import type { Call, Ctx } from "./ctx.ts";
import { Failure } from "./failure.ts";
import { masked } from "./masking/mask.ts";
import { nothingMasked } from "./masking/policy.ts";

type Schema = v.GenericSchema;

interface Definition<S extends Schema, Output> {
  /** `noun.verb`, the same as its place in the router. */
  name: string;
  /** The right it needs: the batch builder makes the guard from it. `self`: any live session. */
  permission: Permission | "self";
  /** The part of the product it belongs to: refused with MODULE_OFF while the workspace has it off. */
  module?: Module;
  /**
   * Why its answer is never masked: it is about the team itself and knows no customer, a customer's
   * values are what was asked for, with a reason, or the answer never leaves the server. Every other answer
   * passes `masked`.
   */
  unmasked?: "team" | "revealed" | "server";
  input: S;
  run(ctx: Ctx, input: v.InferOutput<S>): Promise<Output>;
}

/** One thing the product can do: callable with a call and an input, which it parses itself. */
export interface Verb<S extends Schema, Output> {
  (call: Call, input: v.InferInput<S>): Promise<Output>;
  readonly verb: string;
  readonly permission: Permission | "self";
  readonly module: Module | null;
  readonly unmasked: "team" | "revealed" | "server" | null;
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
  definition: Definition<S, Output>,
): Verb<S, Output> {
  const { name, permission, input: schema, run } = definition;
  const module = definition.module ?? null;
  const unmasked = definition.unmasked ?? null;
  const call = async (given: Call, input: unknown): Promise<Output> => {
    const parsed = parse(schema, input);
    if (kind === "write" && given.actor.kind !== "system") refuseMasks(parsed);
    const policy = nothingMasked();
    const about = aboutOf(parsed);
    const ctx: Ctx = { ...given, verb: name, permission, module, about, policy };
    try {
      const answer = await run(ctx, parsed);
      return unmasked === null ? masked(answer, policy) : answer;
    } catch (error) {
      if (error instanceof Failure) await recordRefused(ctx, error.code);
      throw error;
    }
  };
  return Object.assign(call, { verb: name, permission, module, unmasked, kind, input: schema });
}

/** Whom an input is about, by the names inputs have for it. */
const About = v.union([
  v.pipe(
    v.object({ contactId: v.string() }),
    v.transform(({ contactId }) => contactId),
  ),
  v.pipe(
    v.object({ noteId: v.string() }),
    v.transform(({ noteId }) => noteId),
  ),
  v.pipe(
    v.object({ conversationId: v.string() }),
    v.transform(({ conversationId }) => conversationId),
  ),
]);

function aboutOf(input: unknown): string | null {
  const found = v.safeParse(About, input);
  return found.success ? found.output : null;
}

/** What a masked value stands for would be lost. */
function refuseMasks(input: unknown): void {
  if (JSON.stringify(input ?? null).includes(MASK)) throw new Failure("MASKED_INPUT");
}

/**
 * @param within the field that `input` is
 * @throws {Failure} with the code the schema's message names, else INVALID_INPUT; `field` is the path.
 */
export function parse<S extends Schema>(schema: S, input: unknown, within?: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const code = issue.message in ERROR_CODES ? (issue.message as ErrorCode) : "INVALID_INPUT";
  const path = v.getDotPath(issue);
  const field = within === undefined || path === null ? (within ?? path) : `${within}.${path}`;
  throw new Failure(code, field === null ? {} : { field });
}
