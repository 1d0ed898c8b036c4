import { type ConnectionAdded, ConnectionAddMeta } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { requireCallable } from "./callable.ts";
import { insertConnection } from "./insert.ts";

/** Connects one app of Meta's; its pages and Instagram accounts are added one by one. */
export const addMeta = writeVerb({
  name: "connections.addMeta",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddMeta,
  async run(ctx, input): Promise<ConnectionAdded> {
    const { appSecret, verifyToken, apiBase } = input;
    requireCallable({ apiBase });
    return insertConnection(ctx, input, {
      kind: "meta",
      origin: null,
      credentials: { appSecret, verifyToken },
      settings: apiBase ? { apiBase } : {},
    });
  },
});
