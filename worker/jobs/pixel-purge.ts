import { purgePixel } from "../domain/pixel/purge.ts";
import type { JobHandler } from "./job.ts";

const DAY = 86_400_000;

/** Once a day: forgets what was seen in the shop long ago. */
export const purgePixelEvents: JobHandler = async ({ db, deps }) => {
  while (await purgePixel(db, deps.now())) await new Promise((resolve) => setTimeout(resolve));
  return { again: deps.now() + DAY };
};
