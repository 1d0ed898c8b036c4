import { createTRPCClient, getUntypedClient, httpLink, type TRPCClient } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../worker/trpc/router.ts";
import { CallFailure } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./storage.ts";

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
 * The client of one workspace. Queries are POST: customer data is never in a URL. A call the server
 * answers with 401 is sent once more with a fresh token. Errors: read them with `failureOf`.
 */
export function createApi(link: ServerLink, tokens: TokenSource): Api {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${linkKey(link)}/trpc`,
        methodOverride: "POST",
        fetch: (url, init) => authorized(String(url), init as RequestInit, tokens),
      }),
    ],
  });
}

async function authorized(url: string, init: RequestInit, tokens: TokenSource): Promise<Response> {
  const { accessToken } = await tokens.token();
  const answer = await send(url, init, accessToken);
  if (answer.status !== 401) return answer;
  const fresh = await tokens.token(accessToken);
  return send(url, init, fresh.accessToken);
}

async function send(url: string, init: RequestInit, accessToken: string): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${accessToken}`);
  const timeout = AbortSignal.timeout(ANSWER_WITHIN);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    return await fetch(url, { ...init, headers, signal, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new CallFailure("OFFLINE");
  }
}

/** Calls a mutation by its path, for writes that were kept and no longer have a type. */
export function createCall(
  link: ServerLink,
  tokens: TokenSource,
): (procedure: string, input: Record<string, unknown>) => Promise<unknown> {
  const client = getUntypedClient(createApi(link, tokens));
  return (procedure, input) => client.mutation(procedure, input);
}
