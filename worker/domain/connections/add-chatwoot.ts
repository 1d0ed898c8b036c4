import { type ConnectionAdded, ConnectionAddChatwoot } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { requireCallable } from "./callable.ts";
import { insertConnection } from "./insert.ts";

/** Connects one Chatwoot account; its inboxes become channels as they are heard from. */
export const addChatwoot = writeVerb({
  name: "connections.addChatwoot",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddChatwoot,
  async run(ctx, input): Promise<ConnectionAdded> {
    const { origin, accountId, webhookSecret, apiToken, requestsPerSecond, apiBase } = input;
    // Without a token nothing is asked of it.
    if (apiToken) requireCallable(apiBase ? { apiBase } : { origin });
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
