import { type Place, replaySome } from "../domain/webhooks/deliveries.ts";
import type { JobHandler } from "./job.ts";

/** Then how far it is is kept. */
const STEPS = 40;

/** Puts what happened since a time back in line for an endpoint. Every step may run twice. */
export const replayEvents: JobHandler = async ({ db, deps, job, save }) => {
  const { endpointId, until, at, seq } = job.payload;
  const asked = { endpointId: String(endpointId), until: Number(until) };
  let place: Place | null = { at: Number(at), seq: Number(seq) };
  for (let step = 1; ; step++) {
    place = await replaySome(db, deps.now(), asked, place);
    if (!place) return { done: true };
    if (step % STEPS === 0) await save({ ...asked, ...place }, {});
    // An embedded file answers without ever letting the event loop turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
};
