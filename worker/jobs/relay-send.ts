import { AddressRefused, callOut } from "../outgoing/outgoing.ts";
import { readStream } from "../channels/body.ts";
import type { Outgoing } from "./relay-screen.ts";

const TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 300_000;
const MAX_ANSWER_BYTES = 16_384;

/** What the inbox behind us made of a post. */
export type Sent =
  | { ok: true }
  /** `refused`: it does not want this one, whenever it comes. `retryAfter` in ms, as it asks. */
  | { ok: false; error: string; refused: boolean; retryAfter: number };

/** Posts it, and looks at nothing of the answer but its status. */
export async function sendOn(url: string, { body, headers }: NonNullable<Outgoing>): Promise<Sent> {
  let response: Response;
  try {
    response = await callOut(url, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    return { ok: false, error: reasonOf(error), refused: false, retryAfter: 0 };
  }
  const { status, ok } = response;
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  // Read to its end, as far as it is short: only then the way to the inbox stays open for the next.
  await readStream(response.body, MAX_ANSWER_BYTES).catch(() => undefined);
  if (ok) return { ok: true };
  return {
    ok: false,
    error: `http_${status}`,
    refused: status < 500 && ![408, 425, 429].includes(status),
    retryAfter: seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : 0,
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
}
