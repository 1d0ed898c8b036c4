import { type ConnectionAdded, ConnectionAddChatwoot } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { insertConnection } from "./insert.ts";

/** Connects one Chatwoot account; its inboxes become channels as they are heard from. */
export const addChatwoot = writeVerb({
  name: "connections.addChatwoot",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddChatwoot,
  run(ctx, input): Promise<ConnectionAdded> {
    const { origin, accountId, webhookSecret, apiToken, requestsPerSecond, apiBase } = input;
    return insertConnection(ctx, input, {
      kind: "chatwoot",
      origin,
      credentials: { ...(webhookSecret ? { webhookSecret } : {}), ...(apiToken ? { apiToken } : {}) },
      settings: {
        accountId,
        ...(requestsPerSecond ? { requestsPerSecond } : {}),
        ...(apiBase ? { apiBase } : {}),
      },
    });
  },
});
