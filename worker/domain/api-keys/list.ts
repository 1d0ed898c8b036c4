import { sql } from "drizzle-orm";
import { type ApiKeyItem, ApiKeyList, type ApiScope } from "../../../shared/schemas/api-keys.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const select = prepare<Record<string, never>, Omit<ApiKeyItem, "scopes"> & { scopes: string }>(sql`
  select k.id, k.name, k.beginning, k.scopes, m.name as "createdByName", k.created_at as "createdAt",
    k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"
  from api_key k left join member m on m.id = k.created_by
  order by k.revoked_at is not null, k.id desc limit 200`);

/** Every key, those in use first; never what it is. */
export const listApiKeys = readVerb({
  name: "apiKeys.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: ApiKeyList,
  async run(ctx): Promise<ApiKeyItem[]> {
    const { rows } = await read(ctx, [select({})]);
    return rows[0].map(({ scopes, ...key }) => ({ ...key, scopes: JSON.parse(scopes) as ApiScope[] }));
  },
});
