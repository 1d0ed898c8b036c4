import { removeStep } from "../domain/webhooks/remove.ts";
import type { JobHandler } from "./job.ts";
import { inTurns } from "./turns.ts";

/** Takes away what was to be told an endpoint that is removed. */
export const removeEndpoint: JobHandler = ({ db, deps, job }) =>
  inTurns(deps.now, () => removeStep(db, String(job.payload["endpointId"])));
