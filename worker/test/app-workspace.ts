import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type { ErrorBody } from "../../shared/error-codes.ts";
import { type Role, ROLES } from "../../shared/permissions.ts";
import { createApp } from "../app.ts";
import type { Database } from "../db/database.ts";
import { sha256 } from "../domain/batch.ts";
import { newId } from "../domain/id.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { SmsGateway } from "../sms/gateway.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { createSealer, type Sealer } from "../sealer.ts";
import type { AppRouter } from "../trpc/router.ts";

/** A workspace of its own for one test: a database, an app in front of it and one member per role. */
export interface TestWorkspace {
  slug: string;
  db: Database;
  /** Where an embedded database is; another process may look into it. */
  file?: string;
  sealer: Sealer;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A client signed in as the member of that role; null is nobody. */
  client(role: Role | null): ReturnType<typeof createTRPCClient<AppRouter>>;
  token(role: Role): string;
  memberId(role: Role): string;
  /** How mail goes out; null: this server sends none. On the edge always null. */
  mailer: { now: Mailer | null };
  /** How text messages go out; null: this server sends none. On the edge `edge.sms` says. */
  sms: { now: SmsGateway | null };
  /** What the app reported as unexpected; a test that expects none can assert on it. */
  reported: unknown[];
  /** How often the app asked for waiting work to be done. */
  woken: number;
  clock: { now: number };
}

/** 2026-11-20 00:00 in Taipei. */
export const TEST_NOW = Date.UTC(2026, 10, 19, 16);

/** The sealing key of every test workspace, in base64. */
export const TEST_KEY = Buffer.alloc(32, 7).toString("base64");

// The fakes are on this machine.
useOutgoing({ allowPrivate: true });

/**
 * The app in front of a migrated database, in this process, with one member per role.
 *
 * @param now the clock the app starts with, UTC ms; advance it through `clock.now`
 */
export async function createWorkspaceOn(db: Database, file: string, now: number): Promise<TestWorkspace> {
  const slug = "shop";
  const sealer = await createSealer(TEST_KEY);
  const clock = { now };
  const reported: unknown[] = [];
  const state = { woken: 0 };
  const mailer: TestWorkspace["mailer"] = { now: null };
  const sms: TestWorkspace["sms"] = { now: null };
  const app = createApp({
    openWorkspace: async (name) => (name === slug ? { slug, name: "Shop", db, release() {} } : null),
    now: () => clock.now,
    sealer,
    get mailer() {
      return mailer.now;
    },
    get sms() {
      return sms.now;
    },
    wake: () => void state.woken++,
    report: (error) => void reported.push(error),
    clientAddress: (request) => request.headers.get("X-Test-Address") ?? "127.0.0.1",
    publicUrl: "http://alongside.test",
  });
  const members = await insertMembers(db, now);
  const fetch = async (path: string, init?: RequestInit) =>
    app.fetch(new Request(new URL(path, "http://alongside.test"), init));
  return {
    slug,
    db,
    file,
    sealer,
    mailer,
    sms,
    clock,
    reported,
    fetch,
    get woken() {
      return state.woken;
    },
    token: (role) => members[role].token,
    memberId: (role) => members[role].id,
    client: (role) => clientOf(fetch, slug, role && members[role].token),
  };
}

/** A tRPC client that calls through `fetch`, signed in with that access token. */
export function clientOf(
  fetch: TestWorkspace["fetch"],
  slug: string,
  token: string | null,
): ReturnType<TestWorkspace["client"]> {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `http://alongside.test/w/${slug}/trpc`,
        methodOverride: "POST",
        headers: token ? { Authorization: `Bearer ${token}` } : {},
        fetch: (url, init) => fetch(String(url), init as RequestInit),
      }),
    ],
  });
}

/** One active member per role, each with a session that lives for a year. */
export async function insertMembers(
  db: Database,
  now: number,
): Promise<Record<Role, { id: string; token: string }>> {
  const members = Object.fromEntries(
    ROLES.map((role) => [role, { id: newId(now), token: `token-of-${role}-${newId(now)}` }]),
  ) as Record<Role, { id: string; token: string }>;
  const statements = [];
  for (const role of ROLES) {
    const { id, token } = members[role];
    statements.push(
      {
        sql: "insert into member (id, email, name, role, state, created_at, updated_at) values (?, ?, ?, ?, 'active', ?, ?)",
        args: [id, `${role}@shop.test`, `The ${role}`, role, now, now],
      },
      {
        sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at) values (?, ?, 'widget', ?, ?, ?, ?, ?)",
        args: [newId(now), id, await sha256(token), now + 864e5 * 365, now, now, now + 864e5 * 365],
      },
    );
  }
  await db.write(statements);
  return members;
}

/** A channel and a contact in it with a conversation, as a webhook would have made them. */
export async function insertContact(
  db: Database,
  now: number,
  fields: { kind?: string; externalId?: string; name?: string | null; accountId?: string } = {},
): Promise<{ contactId: string; channelId: string; customerId: string; conversationId: string }> {
  const [contactId, customerId, conversationId] = [newId(now), newId(now), newId(now)];
  const { kind = "line", externalId = `U${contactId}`, name = "王小明", accountId = "Ubot" } = fields;
  const found = await db.read([
    { sql: "select id from channel where kind = ? and account_id = ?", args: [kind, accountId] },
  ]);
  const channelId = String(found[0]?.rows[0]?.["id"] ?? newId(now));
  await db.write([
    {
      sql: "insert into channel (id, kind, account_id, name, created_at, updated_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing",
      args: [channelId, kind, accountId, `${kind} ${accountId}`, now, now],
    },
    { sql: "insert into customer (id, created_at) values (?, ?)", args: [customerId, now] },
    {
      sql: "insert into contact (id, channel_id, external_id, customer_id, name, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?)",
      args: [contactId, channelId, externalId, customerId, name, now, now],
    },
    {
      sql: "insert into conversation (id, contact_id, channel_id, created_at) values (?, ?, ?, ?)",
      args: [conversationId, contactId, channelId, now],
    },
  ]);
  return { contactId, channelId, customerId, conversationId };
}

/** The error body of a call that is expected to fail. */
export async function failureOfCall(call: Promise<unknown>): Promise<ErrorBody> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError && error.data) return error.data as ErrorBody;
    throw error;
  }
  throw new Error("the call was expected to fail");
}
