import type { TRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../worker/trpc/router.ts";
import { CallFailure, failureOfBody } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";

export type Api = TRPCClient<AppRouter>;

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

/** `notes.create`: a procedure's path. */
export type ProcedurePath = {
  [Noun in keyof Inputs & string]: `${Noun}.${keyof Inputs[Noun] & string}`;
}[keyof Inputs & string];

type At<Tree, Path extends string> = Path extends `${infer Noun}.${infer Verb}`
  ? Noun extends keyof Tree
    ? Verb extends keyof Tree[Noun]
      ? Tree[Noun][Verb]
      : never
    : never
  : never;

export type InputOf<Path extends ProcedurePath> = At<Inputs, Path>;
export type OutputOf<Path extends ProcedurePath> = At<Outputs, Path>;

export interface Token {
  accessToken: string;
  memberId: string;
}

/** Where calls get their token. A session is one. */
export interface TokenSource {
  /**
   * @param refused the access token the server just refused, so that a newer one is fetched
   * @throws {CallFailure} UNAUTHENTICATED when nobody is signed in, OFFLINE when that cannot be told
   */
  token(refused?: string): Promise<Token>;
}

const ANSWER_WITHIN = 20_000;

/**
 * The client of one workspace, as tRPC's own types it; its wire format is small enough to be spoken here
 * (its packages are 9 KB of the panel's 60). Queries are POST: customer data is never in a URL. A call the
 * server answers with 401 is sent once more with a fresh token. Every error is a `CallFailure`.
 */
export function createApi(link: ServerLink, tokens: TokenSource): Api {
  const call = createCall(link, tokens);
  return pathProxy([], (path, input, options) => call(path.slice(0, -1).join("."), input, options)) as Api;
}

type Call = (procedure: string, input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>;

/** Calls a procedure by its path, for writes that were kept and no longer have a type. */
export function createCall(link: ServerLink, tokens: TokenSource): Call {
  return async (procedure, input, options) => {
    const init: RequestInit = {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
      ...(options?.signal ? { signal: options.signal } : {}),
    };
    const answer = await authorized(`${linkKey(link)}/trpc/${procedure}`, init, tokens);
    const body = (await answer.json().catch(() => null)) as Envelope | null;
    if (body?.result) return body.result.data;
    // An answer that is not ours is some proxy's: nothing is known of what happened.
    throw failureOfBody(body?.error?.data) ?? new CallFailure("OFFLINE");
  };
}

/** https://trpc.io/docs/rpc */
interface Envelope {
  result?: { data: unknown };
  error?: { data: unknown };
}

/** `api.notes.create.mutate(input, options)`, whatever the names. */
function pathProxy(
  path: string[],
  run: (path: string[], input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>,
): unknown {
  return new Proxy(() => undefined, {
    // Nothing of ours is called `then`; a promise asks for it.
    get: (_target, name) =>
      typeof name === "string" && name !== "then" ? pathProxy([...path, name], run) : undefined,
    apply: (_target, _this, [input, options]: [unknown, { signal?: AbortSignal }?]) =>
      run(path, input, options),
  });
}

/**
 * Sends a request with the session's token, once more with a fresh one when it is refused.
 *
 * @param init its signal also ends the reading of the answer's body
 * @param within ms until the whole answer is there; null: `init.signal` alone decides
 * @throws {CallFailure} OFFLINE, UNAUTHENTICATED
 */
export async function authorized(
  url: string,
  init: RequestInit,
  tokens: TokenSource,
  within: number | null = ANSWER_WITHIN,
): Promise<Response> {
  const { accessToken } = await tokens.token();
  const answer = await send(url, init, accessToken, within);
  if (answer.status !== 401) return answer;
  const fresh = await tokens.token(accessToken);
  return send(url, init, fresh.accessToken, within);
}

async function send(
  url: string,
  init: RequestInit,
  accessToken: string,
  within: number | null,
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${accessToken}`);
  const ends = [init.signal, within === null ? null : AbortSignal.timeout(within)].filter((end) => !!end);
  const signal = AbortSignal.any(ends);
  try {
    return await fetch(url, { ...init, headers, signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new CallFailure("OFFLINE");
  }
}
