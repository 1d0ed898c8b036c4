import { Failure } from "../failure.ts";

const MOST = 3;

/** Plans and writes again when somebody else changed the same customer in between: STALE then is the last word. */
export async function tries<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let again = 1; ; again++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "STALE" || again === MOST) throw error;
    }
  }
}
