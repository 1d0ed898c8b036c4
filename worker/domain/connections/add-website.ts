import { type ConnectionAdded, ConnectionAddWebsite } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { insertConnection } from "./insert.ts";
import { createRoute } from "./routes.ts";

/** Connects the chat of a site: its server tells what is said there, signed with `siteKey`. */
export const addWebsite = writeVerb({
  name: "connections.addWebsite",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddWebsite,
  run(ctx, input): Promise<ConnectionAdded> {
    const { name, origins, siteKey } = input;
    return insertConnection(
      ctx,
      input,
      { kind: "website", origin: null, credentials: { siteKey }, settings: { origins } },
      (connectionId) =>
        createRoute(ctx.now, {
          connectionId,
          accountKey: connectionId,
          kind: "website",
          accountId: connectionId,
          name,
        }),
    );
  },
});
