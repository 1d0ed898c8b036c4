import { readStream } from "../channels/body.ts";
import { signatureOf } from "../domain/webhooks/secret.ts";
import {
  dueAt,
  type Endpoint,
  leaveAlone,
  type Outcome,
  recordTold,
  type Told,
} from "../domain/webhooks/tell.ts";
import { AddressRefused, callOut } from "../outgoing/outgoing.ts";
import type { JobHandler } from "./job.ts";

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 16_384;
const BESIDE_EACH_OTHER = 4;
/** A trigger wakes the job; this finds what came just while it went to sleep. */
const GLANCE_MS = 30_000;
/** One that took longer than this to take nothing is left alone this many times as long. */
const HELD_UP_MS = 250;
const LEFT_ALONE = 4;

/** Tells one endpoint what is due, some at a time; see docs/api.md. */
export const tellEndpoint: JobHandler = async ({ db, deps, job }) => {
  const endpointId = String(job.payload["endpointId"]);
  const quietUntil = Number(job.payload["quietUntil"] ?? 0);
  if (deps.now() < quietUntil) return { again: quietUntil };
  const found = await dueAt(db, deps.sealer, endpointId, deps.now());
  if (!found) return { done: true };
  const { endpoint, due, next } = found;
  if (due.length > 0) {
    const outcomes: Outcome[] = [];
    let heldUp = 0;
    for (let i = 0; i < due.length && heldUp === 0; i += BESIDE_EACH_OTHER) {
      const began = performance.now();
      const some = due.slice(i, i + BESIDE_EACH_OTHER);
      const told = await Promise.all(some.map((one) => send(endpoint, one, deps.now())));
      const took = performance.now() - began;
      if (took > HELD_UP_MS && told.every(({ error }) => error !== null)) heldUp = Math.ceil(took);
      outcomes.push(...told);
    }
    const again = deps.now() + heldUp * LEFT_ALONE;
    await recordTold(db, endpointId, outcomes, deps.now(), job.id);
    if (heldUp > 0) await leaveAlone(db, endpointId, again);
    return { again };
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
