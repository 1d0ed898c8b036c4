import { sql } from "drizzle-orm";
import type { ConnectionKind } from "../../../shared/channels.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Sealer } from "../../sealer.ts";
import { type ConnectionSettings, type Credentials, openCredentials } from "./credentials.ts";

/** A connection in use with its credentials opened: for webhooks and jobs, never for an answer. */
export interface OpenConnection {
  id: string;
  kind: ConnectionKind;
  origin: string | null;
  state: "active" | "failing";
  settings: ConnectionSettings;
  credentials: Credentials;
  /** Differs after every change. */
  updatedAt: number;
  /** Its posts are passed on to an inbox behind us. */
  relayed: boolean;
}

const select = prepare<
  { id: string },
  Omit<OpenConnection, "settings" | "credentials" | "relayed"> & {
    settings: string;
    sealed: string | null;
    relayed: number;
  }
>(sql`
  select id, kind, origin, state, settings, sealed_credentials as sealed, updated_at as "updatedAt",
    exists (select 1 from relay r where r.connection_id = connection.id and r.url is not null) as relayed
  from connection where id = ${sql.placeholder("id")} and state <> 'disabled'`);

/** null when there is no such connection, or it was taken out of use. */
export async function findConnection(
  db: Database,
  sealer: Sealer,
  id: string,
): Promise<OpenConnection | null> {
  const statement = select({ id });
  const [result] = await db.read([statement]);
  const row = result && statement.decode(result)[0];
  if (!row) return null;
  const { settings, sealed, relayed, ...rest } = row;
  return {
    ...rest,
    relayed: relayed === 1,
    settings: JSON.parse(settings) as ConnectionSettings,
    credentials: await openCredentials(sealer, id, sealed),
  };
}
