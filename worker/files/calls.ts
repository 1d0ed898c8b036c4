import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import type { Actor, Call } from "../domain/ctx.ts";
import { Failure } from "../domain/failure.ts";

/** Makes each batch's call of a file that outlives its request's handler. */
export interface FileCalls {
  call(actor: Actor): Call;
  /** Lets the workspace go. */
  end(): void;
}

/**
 * The request's own workspace is let go with its answer, while a file is still being read: it gets one of
 * its own.
 */
export async function callsOf(c: Context<AppEnv>, deps: Deps): Promise<FileCalls> {
  const workspace = await deps.openWorkspace(c.get("workspace").slug);
  if (!workspace) throw new Failure("WORKSPACE_NOT_FOUND");
  return {
    call: (actor) => ({
      db: workspace.db,
      actor,
      now: deps.now(),
      operationId: undefined,
      requestId: c.get("requestId"),
      sealer: deps.sealer,
      written: () => deps.written?.(workspace.slug),
    }),
    end: () => workspace.release(),
  };
}
