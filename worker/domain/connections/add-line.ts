import { type ConnectionAdded, ConnectionAddLine } from "../../../shared/schemas/connections.ts";
import { enqueueJob } from "../enqueue.ts";
import { writeVerb } from "../verb.ts";
import { requireCallable } from "./callable.ts";
import { insertConnection } from "./insert.ts";
import { createRoute } from "./routes.ts";

/**
 * Connects a LINE official account. Its name, and its user id when that was not given, are looked up by
 * a job, so that a slow LINE holds nobody up.
 */
export const addLine = writeVerb({
  name: "connections.addLine",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddLine,
  async run(ctx, input): Promise<ConnectionAdded> {
    const { channelSecret, accessToken, accountId, apiBase } = input;
    requireCallable({ apiBase });
    return insertConnection(
      ctx,
      input,
      {
        kind: "line",
        origin: null,
        credentials: { channelSecret, accessToken },
        settings: { ...(accountId ? { accountId } : {}), ...(apiBase ? { apiBase } : {}) },
      },
      (connectionId) => [
        ...(accountId
          ? createRoute(ctx.now, {
              connectionId,
              accountKey: accountId,
              kind: "line",
              accountId,
              name: input.name,
            })
          : []),
        enqueueJob(ctx.now, {
          kind: "line.account",
          key: `line.account/${connectionId}`,
          payload: { connectionId },
        }),
      ],
    );
  },
});
