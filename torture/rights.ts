import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdsByDefault, PERMISSIONS, type Permission, type Role, ROLES } from "../shared/permissions.ts";
import { ROUTES } from "../worker/api/routes.ts";
import { createApp } from "../worker/app.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { Random } from "../worker/demo/random.ts";
import { sha256 } from "../worker/domain/batch.ts";
import { newId } from "../worker/domain/id.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSealer } from "../worker/sealer.ts";
import { createWorkspaceOn, TEST_KEY, TEST_NOW, type TestWorkspace } from "../worker/test/app-workspace.ts";
import { fingerprint, type Furnished, furnishWorkspace, type Given } from "../worker/test/furnish.ts";
import { SAMPLES } from "../worker/trpc/rights-samples.ts";
import { appRouter } from "../worker/trpc/router.ts";
import { anyCall, bearersOf, type Bearer, type Called, idsIn, mayCall } from "./rights/routes.ts";
import { keep, type Run } from "./suite.ts";

const CALLS = { reduced: 120, full: 10_000 };
/** New workspaces after so many calls: those who may, delete what others are to try. */
const A_HOUSE = 120;

/** Stands in every text of the other workspace, and nowhere else. */
const OTHERS = "OF-THE-OTHER-WORKSPACE";
/** What a caller names as the id of something new; nothing may ever get it. */
const CHOSEN = ["01900000-dead-7000-8000-00000000dead", "chosen-by-the-caller"];

interface Procedure {
  path: string;
  mutation: boolean;
  permission: Permission | "self";
}

const { procedures: declared } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { type: string; meta?: { permission: Permission | "self" } } }>;
};
const PROCEDURES: Procedure[] = Object.entries(declared).map(([path, { _def }]) => ({
  path,
  mutation: _def.type === "mutation",
  permission: _def.meta?.permission ?? "self",
}));

/** Somebody with a token, or none. `memberId` is of the workspace whose token it is. */
interface Caller {
  name: string;
  memberId: string;
  token: string | null;
  home: "own" | "other" | "nowhere";
}

/** Two workspaces behind one app, one of everything in each. */
interface House {
  own: Furnished;
  other: Furnished;
  callers: Caller[];
  bearers: Bearer[];
  fetch(path: string, init: RequestInit): Promise<Response>;
  reported: unknown[];
  close(): Promise<void>;
}

/**
 * Calls of every procedure and every route of the API as everybody, with ids of both workspaces, with facts added that only the
 * server may say (`id`, `role`, `createdBy` and their kind, at any depth), and with values of other types.
 * Who may not is refused and changes nothing; who may changes nothing of the other workspace, learns
 * nothing of it, acts as nobody else, and chooses no id.
 */
export async function run({ seed, size }: Run): Promise<string> {
  const random = new Random(seed);
  const answers = new Map<string, number>();
  const count = (code: string) => answers.set(code, (answers.get(code) ?? 0) + 1);
  await everythingAsAdmin(random, count);
  for (let done = 0; done < CALLS[size]; done += A_HOUSE) {
    const house = await buildHouse(random);
    try {
      for (let i = 0; i < A_HOUSE; i++) {
        if (random.chance(ROUTES.length / (ROUTES.length + PROCEDURES.length))) {
          const ids = [await idsIn(house.own.shop), await idsIn(house.other.shop)] as const;
          count(await callRoute(house, random, random.pick(house.bearers), anyCall(random, ...ids)));
          continue;
        }
        const [procedure, caller] = [random.pick(PROCEDURES), random.pick(house.callers)];
        count(await callOnce(house, procedure, caller, madeUp(house, random, procedure, caller)));
      }
    } finally {
      await house.close();
    }
  }
  const said = [...answers].toSorted((a, b) => b[1] - a[1]).map(([code, n]) => `${code} ${n}`);
  keep((answers.get("ok") ?? 0) > CALLS[size] / 20, `hardly a call was let in: ${said.join(", ")}`);
  return `${CALLS[size]} calls of ${PROCEDURES.length} procedures and ${ROUTES.length} routes: ${said.join(", ")}`;
}

/** Every procedure once as it is meant, by who may, with every fact that is not theirs to say. */
async function everythingAsAdmin(random: Random, count: (code: string) => void): Promise<void> {
  const house = await buildHouse(random);
  try {
    const [admin] = house.callers;
    if (!admin) throw new Error("nobody calls");
    for (const procedure of random.shuffle(PROCEDURES)) {
      const input = sampleOf(procedure, house.own.givenTo(admin.memberId));
      for (const object of objectsIn(input)) {
        for (const [name, value] of factsOnlyTheServerSays(house, random)) object[name] ??= value;
      }
      count(await callOnce(house, procedure, admin, input));
    }
  } finally {
    await house.close();
  }
}

async function callOnce(house: House, procedure: Procedure, caller: Caller, input: unknown): Promise<string> {
  const body = JSON.stringify(input).replaceAll('"proto"', '"__proto__"');
  const before = await stateOf(house, caller, procedure);
  const response = await house.fetch(`/w/shop/trpc/${procedure.path}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(caller.token ? { Authorization: `Bearer ${caller.token}` } : {}),
    },
    body,
  });
  const text = await response.text();
  const code = response.ok ? "ok" : (/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "?");
  const what = `${caller.name} called ${procedure.path} with ${body.slice(0, 600)} and was answered ${code}`;

  keep(code !== "?" && code !== "INTERNAL", `${what}: ${String(house.reported.at(-1))}`);
  keep(!text.includes(OTHERS), `${what}, which tells of the other workspace`);
  keep((await fingerprint(house.other.shop)) === before.other, `${what}, and the other workspace changed`);
  if (!before.may) {
    keep(!response.ok, `${what}, without the right`);
    keep((await fingerprint(house.own.shop)) === before.own, `${what}, and something changed`);
  } else {
    await keepAuthorship(house, caller, before.written, what);
  }
  return code;
}

/** The same of a route: by key and scope, and who wrote is the key. */
async function callRoute(
  house: House,
  random: Random,
  bearer: Bearer,
  { route, path, body: meant }: Called,
): Promise<string> {
  const input = { body: meant };
  if (random.chance(0.25)) spoilOne(input, random);
  if (random.chance(0.4)) addFacts(house, random, input.body);
  const body = route.body ? JSON.stringify(input.body).replaceAll('"proto"', '"__proto__"') : undefined;
  const before = {
    own: await fingerprint(house.own.shop),
    other: await fingerprint(house.other.shop),
    written: await writtenIn(house.own.shop),
  };
  const response = await house.fetch(`/w/shop/api/v1${path}`, {
    method: route.method.toUpperCase(),
    headers: {
      "Content-Type": "application/json",
      ...(bearer.token ? { Authorization: `Bearer ${bearer.token}` } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const what = `${bearer.name} called ${route.id} at ${path} with ${String(body).slice(0, 600)} and was answered ${response.status}`;
  keep(response.status < 500, `${what}: ${String(house.reported.at(-1))}`);
  keep(!text.includes(OTHERS), `${what}, which tells of the other workspace`);
  keep((await fingerprint(house.other.shop)) === before.other, `${what}, and the other workspace changed`);
  if (mayCall(bearer, route)) {
    await keepAuthorship(house, { memberId: bearer.keyId ?? "" }, before.written, what);
  } else {
    keep([401, 403].includes(response.status), `${what}, without the right`);
    keep((await fingerprint(house.own.shop)) === before.own, `${what}, and something changed`);
  }
  return response.ok ? "ok" : String(response.status);
}

interface Before {
  may: boolean;
  own: string;
  other: string;
  written: ReadonlySet<string>;
}

async function stateOf({ own, other }: House, caller: Caller, procedure: Procedure): Promise<Before> {
  return {
    may: caller.home === "own" && (await holds(own.shop, caller.memberId, procedure.permission)),
    own: await fingerprint(own.shop),
    other: await fingerprint(other.shop),
    written: await writtenIn(own.shop),
  };
}

const writtenIn = async (shop: TestWorkspace): Promise<ReadonlySet<string>> =>
  new Set((await authored(shop)).map((row) => row.join(" ")));

/** As the workspace's own rows say at this moment: earlier calls may have changed it. */
async function holds(shop: TestWorkspace, memberId: string, permission: Permission | "self") {
  const [result] = await shop.db.read([
    {
      sql: `select m.role, (select o.allowed from permission_override o where o.role = m.role and o.permission = ?) as o,
        exists (select 1 from session s where s.member_id = m.id and s.revoked_at is null) as live
        from member m where m.id = ? and m.state = 'active'`,
      args: [permission, memberId],
    },
  ]);
  const row = result?.rows[0];
  if (!row || !row["live"]) return false;
  if (permission === "self") return true;
  return row["o"] === null ? holdsByDefault(row["role"] as Role, permission) : Number(row["o"]) === 1;
}

/** Tables that name who did something: `[table, key, author]`. */
const AUTHORED = [
  ["note", "id", "author_id"],
  ["tagging", "id", "author_id"],
  ["event", "id", "actor_id"],
  ["contact_value", "id", "author_id"],
  ["attribute_value", "id", "author_id"],
  ["identity_record", "id", "author_id"],
  ["binding", "id", "author_id"],
  ["operation", "id", "member_id"],
  ["audit", "seq", "actor_id"],
  ["omo_binding", "id", "bound_by"],
  ["api_key", "id", "created_by"],
  ["tag", "id", "created_by"],
  ["deletion", "id", "requested_by"],
  ["inbox_link", "conversation", "author_id"],
  ["member", "id", "null"],
  ["connection", "id", "null"],
  ["branch", "id", "null"],
  ["attribute_definition", "id", "null"],
  ["session", "id", "member_id"],
] as const;

async function authored(shop: TestWorkspace): Promise<[string, string, string][]> {
  const all = AUTHORED.map(
    ([table, key, author]) =>
      `select '${table}' as t, ${key} as k, coalesce(${author}, '') as a from ${table}`,
  );
  const [result] = await shop.db.read([all.join(" union all ")]);
  return (result?.rows ?? []).map((row) => [String(row["t"]), String(row["k"]), String(row["a"])]);
}

async function keepAuthorship(
  { own }: House,
  { memberId }: Pick<Caller, "memberId">,
  before: ReadonlySet<string>,
  what: string,
): Promise<void> {
  for (const [table, key, author] of await authored(own.shop)) {
    if (before.has(`${table} ${key} ${author}`)) continue;
    // An operation's id is the client's own, as it has to be.
    keep(table === "operation" || !CHOSEN.includes(key), `${what}, and the caller chose the id in ${table}`);
    keep(["", "system", memberId].includes(author), `${what}, and acted in ${table} as ${author}`);
  }
}

/** A plausible input, spoiled. */
function madeUp(house: House, random: Random, procedure: Procedure, caller: Caller): unknown {
  const { own, other } = house;
  const mine = own.givenTo(caller.memberId);
  const theirs = other.givenTo(other.shop.memberId("admin"));
  const given = Object.fromEntries(
    Object.entries(mine).map(([name, value]) => [
      name,
      random.chance(0.15) ? theirs[name as keyof Given] : value,
    ]),
  ) as unknown as Given;
  const input = sampleOf(procedure, given);
  if (random.chance(0.25)) spoilOne(input, random);
  addFacts(house, random, input);
  return input;
}

function addFacts(house: House, random: Random, input: unknown): void {
  const facts = factsOnlyTheServerSays(house, random);
  for (const object of objectsIn(input)) {
    if (!random.chance(0.7)) continue;
    for (const [name, value] of random.shuffle(facts).slice(0, random.between(1, 6))) {
      if (!(name in object)) object[name] = value;
    }
  }
}

function sampleOf({ path, mutation }: Procedure, given: Given): Record<string, unknown> {
  const sample = (SAMPLES[path]?.(given) ?? {}) as Record<string, unknown>;
  return { ...structuredClone(sample), ...(mutation ? { operationId: newId(TEST_NOW) } : {}) };
}

const factsOnlyTheServerSays = ({ own, other }: House, random: Random): [string, unknown][] => {
  const admin = own.shop.memberId("admin");
  const chosen = random.pick(CHOSEN);
  return [
    ["id", chosen],
    ["noteId", chosen],
    ["tagId", chosen],
    ["role", "admin"],
    ["memberRole", "admin"],
    ["createdBy", admin],
    ["created_by", admin],
    ["authorId", admin],
    ["author_id", admin],
    ["memberId", admin],
    ["actor", { kind: "system", name: "operator" }],
    ["actorId", admin],
    ["actor_kind", "system"],
    ["session", { memberId: admin, role: "admin" }],
    ["accessHash", sha256(own.shop.token("admin"))],
    ["permission", "self"],
    ["permissions", Object.keys(PERMISSIONS)],
    ["unmasked", "team"],
    ["masks", []],
    ["module", null],
    ["workspace", "other"],
    ["slug", "other"],
    ["contactId", other.givenTo("").contactId],
    ["customerId", own.givenTo("").contactId],
    ["source", "channel"],
    ["at", 0],
    ["now", 0],
    ["version", -1],
    ["deletedAt", null],
    ["proto", { role: "admin", memberId: admin }],
    ["constructor", { prototype: { role: "admin" } }],
  ];
};

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  " ",
  [],
  {},
  ["a"],
  { $ne: null },
  "' or 1=1 --",
  "%",
  "a\0b",
  "x".repeat(10_000),
  "../../other",
  "\u202eadmin",
  OTHERS.toLowerCase(),
];

function spoilOne(object: Record<string, unknown>, random: Random): void {
  const names = Object.keys(object);
  if (names.length === 0) return;
  const name = random.pick(names);
  const value = object[name];
  if (isObject(value) && random.chance(0.7)) spoilOne(value, random);
  // A copy: facts are added to every object of an input.
  else object[name] = structuredClone(random.pick(VALUES));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectsIn = (value: unknown): Record<string, unknown>[] => {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
};

async function buildHouse(random: Random): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-torture-"));
  const migrations = await readMigrations("workspace");
  const make = async (name: string) => {
    const file = join(folder, `${name}.db`);
    const db = await openEmbedded(file);
    await migrate(db, migrations, TEST_NOW);
    return furnishWorkspace(await createWorkspaceOn(db, file, TEST_NOW));
  };
  const [own, other] = [await make("shop"), await make("other")];
  await other.shop.db.write(
    ["contact", "tag", "member", "branch", "attribute_definition", "connection", "channel", "api_key"]
      .map((table) => `update ${table} set name = name || '${OTHERS}'`)
      .concat(`update note set text = text || '${OTHERS}'`),
  );
  const places = { shop: own, other };
  const reported: unknown[] = [];
  const app = createApp({
    openWorkspace: async (slug) => {
      const place = places[slug as keyof typeof places];
      return place ? { slug, name: slug, db: place.shop.db, release() {} } : null;
    },
    now: () => TEST_NOW,
    sealer: await createSealer(TEST_KEY),
    mailer: null,
    sms: null,
    wake: () => {},
    report: (error) => void reported.push(error),
    clientAddress: () => `192.0.2.${random.between(1, 254)}`,
    publicUrl: "http://alongside.test",
  });
  const members = (home: "own" | "other", { shop }: Furnished): Caller[] =>
    ROLES.map((role) => ({
      name: `${home} ${role}`,
      memberId: shop.memberId(role),
      token: shop.token(role),
      home,
    }));
  return {
    own,
    other,
    reported,
    callers: [
      ...members("own", own),
      ...members("own", own),
      ...members("other", other),
      { name: "nobody", memberId: "", token: null, home: "nowhere" },
      { name: "a made-up token", memberId: "", token: "x".repeat(43), home: "nowhere" },
      await former(own.shop),
    ],
    bearers: await bearersOf(own.shop, other.shop),
    fetch: async (path, init) => app.fetch(new Request(new URL(path, "http://alongside.test"), init)),
    async close() {
      own.shop.db.close();
      other.shop.db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An admin who was disabled, with a session that has not ended. */
async function former(shop: TestWorkspace): Promise<Caller> {
  const memberId = newId(TEST_NOW);
  const token = `token-of-somebody-gone-${memberId}`;
  await shop.db.write([
    {
      sql: "insert into member (id, email, name, role, state, created_at, updated_at) values (?, ?, 'Gone', 'admin', 'disabled', 0, 0)",
      args: [memberId, `${memberId}@shop.test`],
    },
    {
      sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at) values (?, ?, 'console', ?, ?, 0, 0, ?)",
      args: [newId(TEST_NOW), memberId, sha256(token), TEST_NOW + 864e5, TEST_NOW + 864e5],
    },
  ]);
  return { name: "a disabled admin", memberId, token, home: "nowhere" };
}
