import { type Furnished, furnishWorkspace } from "./furnish.ts";
import { createTestWorkspace } from "./workspace.ts";

export * from "./furnish.ts";

/** A workspace of its own for one test, with one of everything a procedure can be about. */
export const createFurnishedWorkspace = async (): Promise<Furnished> =>
  furnishWorkspace(await createTestWorkspace());
