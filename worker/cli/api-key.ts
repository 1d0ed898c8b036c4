import * as v from "valibot";
import { ApiKeyCreate } from "../../shared/schemas/api-keys.ts";
import { createApiKey } from "../domain/api-keys/create.ts";
import { listApiKeys } from "../domain/api-keys/list.ts";
import { revokeApiKey } from "../domain/api-keys/revoke.ts";
import { command, inWorkspace, slug } from "./command.ts";

export const apiKeyCommands = {
  "api-key.create": command({
    input: v.object({ workspace: slug, ...ApiKeyCreate.entries }),
    run: (host, { workspace, ...input }) => inWorkspace(host, workspace, (call) => createApiKey(call, input)),
  }),

  "api-key.list": command({
    input: v.object({ workspace: slug }),
    run: (host, { workspace }) =>
      inWorkspace(host, workspace, async (call) =>
        (await listApiKeys(call, {})).map(({ id, name, beginning, scopes, revokedAt }) => ({
          id,
          name,
          beginning,
          scopes: scopes.join(" "),
          state: revokedAt === null ? "active" : "revoked",
        })),
      ),
  }),

  "api-key.revoke": command({
    input: v.object({ workspace: slug, keyId: v.string() }),
    run: (host, { workspace, keyId }) =>
      inWorkspace(host, workspace, (call) => revokeApiKey(call, { keyId })),
  }),
};
