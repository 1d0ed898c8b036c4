import { createHash } from "node:crypto";
import type { Context, Handler } from "hono";
import type * as v from "valibot";
import type { AppEnv } from "../app.ts";
import type { ApiScope } from "../../shared/schemas/api-keys.ts";
import { readBody } from "../channels/body.ts";
import type { Deps } from "../deps.ts";
import { sha256 } from "../domain/batch.ts";
import type { Call } from "../domain/ctx.ts";
import { Failure } from "../domain/failure.ts";
import { parse } from "../domain/verb.ts";
import { parseJson } from "./json.ts";
import { keyHashOf, presentedKey } from "./key.ts";
import type { Allowance } from "./limits.ts";
import { limitHeaders } from "./limits.ts";
import { problem } from "./problem.ts";
import { wire } from "./wire.ts";

/** How long a repeat of a call is answered as the first time. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

type Schema = v.GenericSchema;

/** What a handler gets: everything checked. */
export interface Given<Q, B> {
  /** Of the path, by name. */
  params: Record<string, string>;
  query: Q;
  body: B;
}

/** One route, as it is mounted and as it is documented. */
export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/api/v1`, as OpenAPI writes it: `/contacts/{contact_id}`. */
  path: string;
  /** Names it in the document and in the audit of refusals. */
  id: string;
  tag: string;
  summary: string;
  description?: string;
  scope: ApiScope;
  query?: Schema;
  body?: Schema;
  /** What a body is in the document, where `body` leaves rows to the domain, which answers for each. */
  documented?: Schema;
  /** A body that is valid, for the document. */
  example?: unknown;
  /** By status. */
  answers: Record<number, Schema>;
  maxBytes?: number;
  handle(deps: Deps, limit: (key: string, now: number) => Allowance): Handler<AppEnv>;
}

interface Definition<Q extends Schema, B extends Schema> extends Omit<Route, "handle" | "query" | "body"> {
  query?: Q;
  body?: B;
  /** What the domain answers; the status too where it is not always the same. */
  run(call: Call, given: Given<v.InferOutput<Q>, v.InferOutput<B>>): Promise<unknown>;
  /** The status of an answer; 200 when not given. */
  status?(answer: unknown): number;
}

const MAX_BYTES = 1_000_000;

/** A route from what it takes, what it answers and the one verb it calls. */
export function route<Q extends Schema = v.AnySchema, B extends Schema = v.AnySchema>(
  definition: Definition<Q, B>,
): Route {
  const { run, status, ...described } = definition;
  const { scope, method, id, query, body, maxBytes = MAX_BYTES } = definition;
  const writes = method !== "get" && !id.endsWith(".search");
  return {
    ...described,
    handle: (deps, limit) => async (c) => {
      const now = c.get("now");
      const requestId = c.get("requestId");
      const keyHash = keyHashOf(c);
      const counted = limit(keyHash ?? `? ${deps.clientAddress(c.req.raw)}`, now);
      const platform = keyHash === null || !deps.apiLimit || (await deps.apiLimit(keyHash));
      const headers = limitHeaders(platform ? counted : { ...counted, allowed: false });
      if (!counted.allowed || !platform) {
        return problem({ code: "TOO_MANY_ATTEMPTS" }, requestId, headers);
      }
      try {
        const answer = await answerOf(c, deps, keyHash);
        if (writes) c.get("after")(async () => deps.wake(c.get("workspace").slug));
        return c.json(wire(answer) as Record<string, unknown>, (status?.(answer) ?? 200) as 200, {
          ...headers,
          "Cache-Control": "no-store",
        });
      } catch (error) {
        if (error instanceof Failure) return problem(error, requestId, headers);
        throw error;
      }
    },
  };

  async function answerOf(c: Context<AppEnv>, deps: Deps, keyHash: string | null): Promise<unknown> {
    const now = c.get("now");
    const keyId = await presentedKey(c, keyHash, scope, id);
    const bytes = body || writes ? await readBody(c.req.raw, maxBytes) : new Uint8Array();
    const given = {
      params: paramsOf(c.req.param()),
      query: query ? parse(query, c.req.query()) : {},
      body: body ? parse(body, parseJson(bytes)) : {},
    };
    const named = writes ? idempotencyKey(c.req.header("Idempotency-Key")) : null;
    const { search, pathname } = new URL(c.req.url);
    const { db, slug } = c.get("workspace");
    const call: Call = {
      db,
      actor: { kind: "key", keyHash: keyHash ?? "", scope },
      now,
      operationId: named === null ? undefined : sha256(JSON.stringify(["api", keyId, named])),
      inputHash: createHash("sha256")
        .update(`${method} ${pathname}${search}\n`)
        .update(bytes)
        .digest("base64url"),
      keptUntil: writes ? now + ANSWERS_KEPT_MS : null,
      requestId: c.get("requestId"),
      sealer: deps.sealer,
      written: () => deps.written?.(slug),
      after: c.get("after"),
    };
    return run(call, given as Given<v.InferOutput<Q>, v.InferOutput<B>>);
  }
}

/** Ids in a path are text without U+0000; whether they are somebody's is the domain's to say. */
function paramsOf(params: Record<string, string>): Record<string, string> {
  const given = Object.entries(params).filter(([name]) => name !== "workspace");
  for (const [name, value] of given) {
    if (value.length > 255 || value.includes("\0")) throw new Failure("INVALID_INPUT", { field: name });
  }
  return Object.fromEntries(given);
}

function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header === "" || header.length > 255) throw new Failure("INVALID_INPUT", { field: "Idempotency-Key" });
  return header;
}
