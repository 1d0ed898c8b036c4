import { sql } from "drizzle-orm";
import type { ConnectionKind } from "../../../shared/channels.ts";
import type { ConnectionAdded } from "../../../shared/schemas/connections.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { type Write, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { newId } from "../id.ts";
import { webhookPath } from "./webhook-path.ts";
import { type ConnectionSettings, type Credentials, sealCredentials } from "./credentials.ts";

const p = sql.placeholder;

const insert = prepare<{
  id: string;
  kind: string;
  name: string;
  origin: string | null;
  sealed: string;
  settings: string;
  now: number;
}>(sql`
  insert into connection (id, kind, name, origin, sealed_credentials, settings, created_at, updated_at)
  values (${p("id")}, ${p("kind")}, ${p("name")}, ${p("origin")}, ${p("sealed")}, ${p("settings")}, ${p("now")}, ${p("now")})`);

/** Stores a connection with its credentials sealed; `more` gets its id. */
export async function insertConnection(
  ctx: Ctx,
  input: { name: string },
  fields: {
    kind: ConnectionKind;
    origin: string | null;
    credentials: Credentials;
    settings: ConnectionSettings;
    refused?: Write<ConnectionAdded>["refused"];
  },
  more: (connectionId: string) => Statement[] = () => [],
): Promise<ConnectionAdded> {
  const id = newId(ctx.now);
  const sealed = await sealCredentials(ctx.sealer, id, fields.credentials);
  const { kind, origin } = fields;
  return write(ctx, {
    input,
    target: id,
    detail: { kind },
    ...(fields.refused ? { refused: fields.refused } : {}),
    statements: [
      insert({
        id,
        kind,
        name: input.name,
        origin,
        sealed,
        settings: JSON.stringify(fields.settings),
        now: ctx.now,
      }),
      ...more(id),
    ],
    result: answerWith({ connectionId: id, webhookPath: webhookPath(kind, id) }),
  });
}
