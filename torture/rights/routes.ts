import type { Random } from "../../worker/demo/random.ts";
import { API_SCOPES, type ApiScope } from "../../shared/schemas/api-keys.ts";
import { ROUTES } from "../../worker/api/routes.ts";
import type { Route } from "../../worker/api/route.ts";
import { sha256 } from "../../worker/domain/batch.ts";
import { newId } from "../../worker/domain/id.ts";
import { TEST_NOW, type TestWorkspace } from "../../worker/test/app-workspace.ts";

/** Somebody at the door of the Contact API of the own workspace. */
export interface Bearer {
  name: string;
  /** What stands behind `Bearer`; null for none. */
  token: string | null;
  /** Of the own workspace's key; null for whoever has none. */
  keyId: string | null;
  scopes: readonly ApiScope[];
}

export const mayCall = ({ keyId, scopes }: Bearer, { scope }: Route): boolean =>
  keyId !== null && scopes.includes(scope);

/** Keys with every scope, with one each, revoked and of the other workspace; a member's token; none. */
export async function bearersOf(own: TestWorkspace, other: TestWorkspace): Promise<Bearer[]> {
  const keys = [
    await keyIn(own, "every scope", API_SCOPES),
    await keyIn(own, "every scope too", API_SCOPES),
    ...(await Promise.all(API_SCOPES.map((scope) => keyIn(own, `only ${scope}`, [scope])))),
  ];
  const revoked = await keyIn(own, "revoked", API_SCOPES);
  await own.db.write([{ sql: "update api_key set revoked_at = 1 where id = ?", args: [revoked.keyId] }]);
  const foreign = await keyIn(other, "of the other workspace", API_SCOPES);
  const nobody = { keyId: null, scopes: [] };
  return [
    ...keys,
    { ...revoked, ...nobody },
    { ...foreign, ...nobody },
    { name: "an admin's own token", token: own.token("admin"), ...nobody },
    { name: "a made-up key", token: `alongside_${"x".repeat(43)}`, ...nobody },
    { name: "nobody", token: null, ...nobody },
  ];
}

async function keyIn(
  { db }: TestWorkspace,
  name: string,
  scopes: readonly ApiScope[],
): Promise<Bearer & { keyId: string }> {
  const [keyId, token] = [newId(TEST_NOW), `alongside_${newId(TEST_NOW)}${newId(TEST_NOW)}`];
  await db.write([
    {
      sql: "insert into api_key (id, name, hash, beginning, scopes, created_at) values (?, ?, ?, 'alongside_', ?, 0)",
      args: [keyId, name, sha256(token), JSON.stringify(scopes)],
    },
  ]);
  return { name: `key ${name}`, token, keyId, scopes };
}

/** Ids that a path or a body can name, by the name they have there. */
type Ids = Record<string, readonly string[]>;

const NAMED: Record<string, string> = {
  contact_id: "select id from contact",
  customer_id: "select id from customer",
  conversation_id: "select id from conversation",
  member_no:
    "select member_no from shop_member union select member_no from contact where member_no is not null",
  order_id: "select id from shop_order",
  cart_id: "select id from cart",
  tag_id: "select id from tag",
  channel_id: "select id from channel",
  record_id: "select id from identity_record",
};

export async function idsIn({ db }: TestWorkspace): Promise<Ids> {
  const results = await db.read(Object.values(NAMED));
  return Object.fromEntries(
    Object.keys(NAMED).map((name, i) => [
      name,
      (results[i]?.rows ?? []).map((row) => String(Object.values(row)[0])),
    ]),
  );
}

export interface Called {
  route: Route;
  path: string;
  body: unknown;
}

/** One call of any route, about what is in the own workspace or, now and then, in the other. */
export function anyCall(random: Random, own: Ids, other: Ids): Called {
  const route = random.pick(ROUTES);
  const idOf = (name: string): string => {
    const ids = (random.chance(0.25) ? other : own)[name] ?? [];
    return ids.length > 0 && !random.chance(0.05) ? random.pick(ids) : "01900000-0000-7000-8000-000000000404";
  };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(idOf(name)));
  return { route, path, body: named(structuredClone(route.example ?? null), "", idOf) };
}

/** The example, with ids of somebody who is there in the place of made-up ones. */
function named(value: unknown, name: string, idOf: (name: string) => string): unknown {
  const known = name.replace(/^other_/, "");
  if (typeof value === "string") return known in NAMED ? idOf(known) : value;
  if (Array.isArray(value)) return value.map((item) => named(item, name.replace(/s$/, ""), idOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner, key, idOf)]));
}
