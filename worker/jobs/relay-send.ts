import type { Outgoing } from "./relay-screen.ts";

const TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 300_000;

/** What the inbox behind us made of a post. */
export type Sent =
  | { ok: true }
  /** `refused`: it does not want this one, whenever it comes. `retryAfter` in ms, as it asks. */
  | { ok: false; error: string; refused: boolean; retryAfter: number };

/** Posts it, and looks at nothing of the answer but its status. */
export async function sendOn(url: string, { body, headers }: NonNullable<Outgoing>): Promise<Sent> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError";
    return { ok: false, error: late ? "timeout" : "unreachable", refused: false, retryAfter: 0 };
  }
  const { status, ok } = response;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  await response.body?.cancel().catch(() => undefined);
  if (ok) return { ok: true };
  return {
    ok: false,
    error: `http_${status}`,
    refused: status < 500 && ![408, 425, 429].includes(status),
    retryAfter: seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : 0,
  };
}
