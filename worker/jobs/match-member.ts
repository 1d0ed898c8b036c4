import { matchShopMember } from "../domain/shop-members/match.ts";
import type { JobHandler } from "./job.ts";

export const matchMember: JobHandler = async ({ db, deps, job }) => {
  await matchShopMember(db, deps.now(), String(job.payload["memberNo"]));
  return { done: true };
};
