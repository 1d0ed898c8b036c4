import { AddressRefused, callOut } from "../outgoing/outgoing.ts";
import { object } from "./read.ts";
import { readStream } from "./body.ts";

/** A provider answered with an error, or not in time (`status` 0). Says nothing of what was asked. */
export class ProviderRefusal extends Error {
  readonly status: number;
  /** How long the provider asks to be left alone, ms; null when it does not say. */
  readonly retryAfter: number | null;
  /** The number the provider gives the error, where it has any: `error.code` of Meta's. */
  readonly code: number | null;

  constructor(
    status: number,
    options: { retryAfter?: number | null; code?: number | null; cause?: unknown } = {},
  ) {
    super(reasonOf(status, options.cause), { cause: options.cause });
    this.status = status;
    this.retryAfter = options.retryAfter ?? null;
    this.code = options.code ?? null;
  }
}

function reasonOf(status: number, cause: unknown): string {
  if (cause instanceof AddressRefused) return "address_refused";
  return status === 0 ? "unreachable" : `http_${status}`;
}

const TIMEOUT_MS = 10_000;
const MAX_ERROR_BYTES = 20_000;
/** Unzipped. A page of orders with all they carry stays far below. */
export const MAX_ANSWER_BYTES = 5_000_000;

/**
 * Asks a provider for JSON, or tells it something as JSON.
 *
 * @throws {ProviderRefusal} 502 also for an answer that is no JSON or longer than MAX_ANSWER_BYTES
 */
export async function request(
  url: string,
  headers: Record<string, string>,
  tell?: { method: "PUT" | "POST"; body: Record<string, unknown> },
): Promise<unknown> {
  let response: Response;
  try {
    response = await callOut(url, {
      headers: tell ? { ...headers, "content-type": "application/json" } : headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(tell ? { method: tell.method, body: JSON.stringify(tell.body) } : {}),
    });
  } catch (cause) {
    throw new ProviderRefusal(0, { cause });
  }
  if (!response.ok) {
    const code = await codeOf(response);
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    throw new ProviderRefusal(response.status, { retryAfter: seconds >= 0 ? seconds * 1000 : null, code });
  }
  try {
    const bytes = await readStream(response.body, MAX_ANSWER_BYTES);
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (cause) {
    throw new ProviderRefusal(502, { cause });
  }
}

async function codeOf(response: Response): Promise<number | null> {
  try {
    const said = JSON.parse(
      new TextDecoder().decode(await readStream(response.body, MAX_ERROR_BYTES)),
    ) as unknown;
    const { code } = object(object(said)["error"]);
    return typeof code === "number" ? code : null;
  } catch {
    return null;
  }
}
