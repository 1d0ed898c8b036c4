import { readStream } from "../channels/body.ts";
import { signatureOf } from "../domain/webhooks/secret.ts";
import { dueAt, type Endpoint, type Outcome, recordTold, type Told } from "../domain/webhooks/tell.ts";
import { AddressRefused, callOut } from "../outgoing/outgoing.ts";
import type { JobHandler } from "./job.ts";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16_384;
const BESIDE_EACH_OTHER = 4;
/** A trigger wakes the job; this finds what came just while it went to sleep. */
const GLANCE_MS = 30_000;

/** Tells one endpoint what is due, some at a time; see docs/api.md. */
export const tellEndpoint: JobHandler = async ({ db, deps, job }) => {
  const endpointId = String(job.payload["endpointId"]);
  const found = await dueAt(db, deps.sealer, endpointId, deps.now());
  if (!found) return { done: true };
  const { endpoint, due, next } = found;
  if (due.length > 0) {
    const outcomes: Outcome[] = [];
    for (let i = 0; i < due.length; i += BESIDE_EACH_OTHER) {
      const some = due.slice(i, i + BESIDE_EACH_OTHER);
      outcomes.push(...(await Promise.all(some.map((one) => send(endpoint, one, deps.now())))));
    }
    await recordTold(db, endpointId, outcomes, deps.now(), job.id);
    return { again: deps.now() };
  }
  return { again: Math.min(next ?? Number.MAX_SAFE_INTEGER, deps.now() + GLANCE_MS) };
};

/** As Standard Webhooks writes it. */
async function send(endpoint: Endpoint, told: Told, now: number): Promise<Outcome> {
  const { seq, id, attempts, type, at, data } = told;
  const body = `{"type":${JSON.stringify(type)},"timestamp":"${new Date(at).toISOString()}","data":${data}}`;
  const timestamp = Math.floor(now / 1000);
  try {
    const response = await callOut(endpoint.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "Alongside-Webhooks/1",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signatureOf(endpoint.secrets, { id, timestamp, body }),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await readStream(response.body, MAX_ANSWER_BYTES).catch(() => undefined);
    const { status, ok } = response;
    return { seq, attempts, status, error: ok ? null : `http_${status}` };
  } catch (error) {
    return { seq, attempts, status: 0, error: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
}
