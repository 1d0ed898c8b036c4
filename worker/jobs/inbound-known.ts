import { workOffStep } from "../domain/inbound/unknown-account.ts";
import type { JobHandler } from "./job.ts";
import { inTurns } from "./turns.ts";

/** Lets what waited for an account be worked off, now that it is known. */
export const workOffKnown: JobHandler = ({ db, deps, job }) => {
  const account = {
    connectionId: String(job.payload["connectionId"]),
    accountKey: String(job.payload["accountKey"]),
  };
  return inTurns(deps.now, () => workOffStep(db, account));
};
