import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Sealer } from "../../sealer.ts";
import { type ConnectionSettings, openCredentials } from "../connections/credentials.ts";

/** A shop whose pages may tell what happens on them. */
export interface PixelShop {
  connectionId: string;
  /** Differs after every change. */
  updatedAt: number;
  origins: readonly string[];
  shopKey: string;
}

const select = prepare<
  Record<string, never>,
  { id: string; updatedAt: number; settings: string; sealed: string | null }
>(sql`
  select id, updated_at as "updatedAt", settings, sealed_credentials as sealed
  from connection where kind = 'pixel' and state <> 'disabled' order by id limit 100`);

/** The shops in use, oldest first, their keys opened: never for an answer. */
export async function pixelShops(db: Database, sealer: Sealer): Promise<PixelShop[]> {
  const statement = select({});
  const [result] = await db.read([statement]);
  return Promise.all(
    (result ? statement.decode(result) : []).map(async ({ id, updatedAt, settings, sealed }) => ({
      connectionId: id,
      updatedAt,
      origins: (JSON.parse(settings) as ConnectionSettings).origins ?? [],
      shopKey: (await openCredentials(sealer, id, sealed)).shopKey ?? "",
    })),
  );
}
