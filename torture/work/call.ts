import { setTimeout as sleep } from "node:timers/promises";
import { BrokenPromise, Tally } from "../suite.ts";

/** What the server said at last. `code` is null for yes. */
export interface Answer {
  code: string | null;
  data: unknown;
}

/** Why a call was made again, and how often. */
export class Troubles {
  unanswered = 0;
  /** By the code of the answer. */
  refused = new Tally();
}

/** For hanging only. */
const LONGEST_MS = 600_000;

/**
 * Asks until there is an answer, as the panel's outbox and providers do: the same bytes again after a
 * lost answer and after any 5xx.
 *
 * @throws {BrokenPromise} when the server answers that it does not know what happened, or never answers
 */
export async function untilAnswered(
  url: string,
  init: () => RequestInit,
  troubles: Troubles,
): Promise<{ status: number; body: unknown }> {
  const until = Date.now() + LONGEST_MS;
  let last = "";
  for (let wait = 10; Date.now() < until; wait = Math.min(wait * 2, 400)) {
    const answer = await ask(url, init());
    last = answer === null ? "no answer" : JSON.stringify(answer);
    if (answer === null) troubles.unanswered++;
    else if (answer.status < 500) return answer;
    else {
      const code = codeOf(answer.body) ?? String(answer.status);
      if (code === "INTERNAL") throw new BrokenPromise(`${new URL(url).pathname} answered INTERNAL`);
      troubles.refused.add(code);
    }
    await sleep(wait * (0.5 + Math.random()));
  }
  throw new BrokenPromise(`${new URL(url).pathname} was not done for ${LONGEST_MS / 1000} s: ${last}`);
}

async function ask(url: string, init: RequestInit): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  } catch {
    return null;
  }
}

/** A procedure of the API, with the operation id in its input. */
export async function callProcedure(
  workspace: string,
  token: string,
  procedure: string,
  input: Record<string, unknown>,
  troubles: Troubles,
): Promise<Answer> {
  const { status, body } = await untilAnswered(
    `${workspace}/trpc/${procedure}`,
    () => ({
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(input),
    }),
    troubles,
  );
  if (status !== 200) return { code: codeOf(body) ?? String(status), data: null };
  return { code: null, data: (body as { result: { data: unknown } }).result.data };
}

function codeOf(body: unknown): string | null {
  const { code, error } = (body ?? {}) as { code?: unknown; error?: { data?: { code?: unknown } } };
  const found = error?.data?.code ?? code;
  return typeof found === "string" ? found : null;
}
