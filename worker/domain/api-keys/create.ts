import { sql } from "drizzle-orm";
import { type ApiKeyCreated, ApiKeyCreate } from "../../../shared/schemas/api-keys.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { sha256, write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { newToken } from "../sessions/token.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const insert = prepare<{
  id: string;
  name: string;
  hash: string;
  beginning: string;
  scopes: string;
  now: number;
}>(sql`
  insert into api_key (id, name, hash, beginning, scopes, created_by, created_at)
  values (${p("id")}, ${p("name")}, ${p("hash")}, ${p("beginning")}, ${p("scopes")}, ${actingMember}, ${p("now")})`);

/** So that a key that leaked into a repository is known for what it is. */
const PREFIX = "alongside_";
const TOLD = PREFIX.length + 4;

/** A key for another system. It is told here and never again: only its hash is kept, also of the answer. */
export const createApiKey = writeVerb({
  name: "apiKeys.create",
  permission: "workspace:manage",
  unmasked: "team",
  input: ApiKeyCreate,
  async run(ctx, input): Promise<ApiKeyCreated> {
    const key = `${PREFIX}${newToken()}`;
    const id = newId(ctx.now);
    const { keyId } = await write<{ keyId: string }>(ctx, {
      input,
      target: id,
      detail: { scopes: input.scopes },
      statements: [
        insert({
          id,
          name: input.name,
          hash: sha256(key),
          beginning: key.slice(0, TOLD),
          scopes: JSON.stringify(input.scopes),
          now: ctx.now,
        }),
      ],
      result: answerWith({ keyId: id }),
    });
    return { keyId, key: keyId === id ? key : null };
  },
});
