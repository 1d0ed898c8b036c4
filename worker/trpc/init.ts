import { initTRPC, TRPCError } from "@trpc/server";
import * as v from "valibot";
import { ERROR_CODES, type ErrorBody } from "../../shared/error-codes.ts";
import type { Vitals } from "../../shared/schemas/system.ts";
import { id } from "../../shared/text.ts";
import type { Module } from "../../shared/modules.ts";
import type { Permission } from "../../shared/permissions.ts";
import { DatabaseUnavailable } from "../db/database.ts";
import type { Call } from "../domain/ctx.ts";
import { Failure, unavailable } from "../domain/failure.ts";
import type { Verb } from "../domain/verb.ts";

/** What a procedure is made from, per request. `operationId` comes with each write's input. */
export interface TrpcContext {
  call: Omit<Call, "operationId">;
  /** Told of what nobody expected; the client sees only the request id. */
  report(error: unknown, requestId: string): void;
  /** What this process noticed of itself. */
  vitals?: (() => Vitals) | undefined;
  /** Where people reach this workspace, without a slash at the end. */
  workspaceUrl: string;
}

export interface ProcedureMeta {
  /** `noun.verb`, as in the audit. */
  verb: string;
  permission: Permission | "self";
  /** Why its answers are never masked; null for nearly all. */
  unmasked: "team" | "revealed" | "server" | null;
  /** Refused with MODULE_OFF while the workspace has it off. */
  module: Module | null;
}

const t = initTRPC
  .context<TrpcContext>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const failure = failureOf(error);
      const body: ErrorBody = {
        code: failure.code,
        requestId: ctx?.call.requestId ?? "",
        ...(failure.field === undefined ? {} : { field: failure.field }),
        ...(failure.facts === undefined ? {} : { facts: failure.facts }),
      };
      return {
        ...shape,
        message: failure.code,
        data: { httpStatus: ERROR_CODES[failure.code].http, ...body },
      };
    },
  });

/** The request cannot be read. What caused it may quote the body, so it is kept from the report. */
const UNREADABLE: ReadonlySet<TRPCError["code"]> = new Set([
  "BAD_REQUEST",
  "PARSE_ERROR",
  "UNSUPPORTED_MEDIA_TYPE",
  "METHOD_NOT_SUPPORTED",
]);

/** The failure behind whatever was thrown; INTERNAL for what nobody expected. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DatabaseUnavailable) return unavailable(error);
  if (error instanceof TRPCError) {
    const inner = error.cause && failureOf(error.cause);
    if (inner && inner.code !== "INTERNAL") return inner;
    if (error.code === "NOT_FOUND") return new Failure("NOT_FOUND");
    if (error.code === "PAYLOAD_TOO_LARGE") return new Failure("TOO_LARGE");
    if (UNREADABLE.has(error.code)) return new Failure("INVALID_INPUT");
    if (inner) return inner;
  }
  return new Failure("INTERNAL", { cause: error });
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

type Schema = v.GenericSchema;

const metaOf = ({ verb, permission, unmasked, module }: ProcedureMeta): ProcedureMeta => ({
  verb,
  permission,
  unmasked,
  module,
});

/** A read verb as a procedure. */
export function queryOf<S extends Schema, Output>(verb: Verb<S, Output>) {
  return queryAs(verb, (output) => output);
}

/** A read verb that is answered with something beside its result, such as what this process noticed. */
export function queryAs<S extends Schema, Output, Answer>(
  verb: Verb<S, Output>,
  answer: (output: Output, ctx: TrpcContext) => Answer,
) {
  return t.procedure
    .meta(metaOf(verb))
    .input(passed<v.InferInput<S>>())
    .query(async ({ ctx, input }): Promise<Answer> =>
      answer(await verb({ ...ctx.call, operationId: undefined }, input), ctx),
    );
}

const operation = v.object({ operationId: id });

/** A write verb as a procedure: its input also carries the client's `operationId`. */
export function mutationOf<S extends Schema, Output>(verb: Verb<S, Output>) {
  return mutationAs(verb, (output) => output);
}

/** A write verb that is answered with something made of its result, such as a URL of this server. */
export function mutationAs<S extends Schema, Output, Answer>(
  verb: Verb<S, Output>,
  answer: (output: Output, ctx: TrpcContext) => Answer,
) {
  return t.procedure
    .meta(metaOf(verb))
    .input(passed<v.InferInput<S> & { operationId: string }>())
    .mutation(async ({ ctx, input }): Promise<Answer> => {
      const parsed = v.safeParse(operation, input);
      if (!parsed.success) throw new Failure("INVALID_INPUT", { field: "operationId" });
      return answer(await verb({ ...ctx.call, operationId: parsed.output.operationId }, input), ctx);
    });
}

/** The verb parses its own input; this only gives the client its type. */
function passed<Input>() {
  return (input: unknown) => input as Input;
}
