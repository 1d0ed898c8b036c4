import { bindKnownUids } from "../domain/orders/bind-uids.ts";
import type { JobHandler } from "./job.ts";

/** Binds contacts to the members a shop knows them as. */
export const bindUids: JobHandler = async ({ db, deps }) => {
  const more = await bindKnownUids(db, deps.now());
  return more ? { again: deps.now() } : { done: true };
};
