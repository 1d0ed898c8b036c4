import { createHash } from "node:crypto";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import { ROLES } from "../../shared/permissions.ts";
import { newId } from "../domain/id.ts";
import { insertContact, TEST_NOW, type TestWorkspace } from "./app-workspace.ts";

/** What a sample input can name: all of it exists. */
export interface Given {
  contactId: string;
  channelId: string;
  /** Another customer's, and the join by which one more contact came to it. */
  otherId: string;
  joinId: string;
  /** On the contact; removed by nobody. */
  tagId: string;
  /** Written, and deleted, by the member who calls. */
  noteId: string;
  deletedNoteId: string;
  /** In use, a text called Size, on the contact with this value. */
  attributeId: string;
  attributeValueId: string;
  /** The contact's name, as the channel gave it. */
  nameValueId: string;
  /** Of another contact, deleted and not erased yet. */
  deletionId: string;
  /** Taipei, with the guest in it; the contact is bound to the guest there. */
  branchId: string;
  omoBindingId: string;
  /** A session of the member who calls, other than the one they call with. */
  sessionId: string;
  /** A member who is none of those who call. */
  guestId: string;
  lineId: string;
  metaId: string;
  chatwootId: string;
  apiKeyId: string;
  /** It has been told of one thing. */
  webhookId: string;
  /** A conversation of a host inbox that is nobody's yet. */
  ref: ConversationRef;
  /** One that the calling member has pinned to the contact. */
  pinnedRef: ConversationRef;
  /** Of no other sample. */
  fresh: string;
}

export interface Furnished {
  shop: TestWorkspace;
  /** @param memberId who calls; the admin's things for nobody in particular */
  givenTo(memberId: string): Given;
}

const refOf = (conversation: string): ConversationRef => ({
  inbox: "chatwoot",
  origin: "https://chat.shop.test",
  account: "1",
  conversation,
  hints: {},
});

/** Gives a new workspace one of everything a procedure can be about, and each member what is theirs. */
export async function furnishWorkspace(shop: TestWorkspace): Promise<Furnished> {
  const now = TEST_NOW;
  const { contactId, channelId } = await insertContact(shop.db, now);
  const other = await insertContact(shop.db, now, { name: "林一一" });
  const joined = await insertContact(shop.db, now, { name: "林二二" });
  const shared = {
    contactId,
    channelId,
    otherId: other.contactId,
    joinId: newId(now),
    tagId: newId(now),
    guestId: newId(now),
    lineId: newId(now),
    metaId: newId(now),
    chatwootId: newId(now),
    apiKeyId: newId(now),
    webhookId: newId(now),
    attributeId: newId(now),
    attributeValueId: newId(now),
    nameValueId: newId(now),
    deletionId: newId(now),
    branchId: newId(now),
    omoBindingId: newId(now),
  };
  const deleted = await insertContact(shop.db, now, { name: "李已刪" });
  await shop.db.write([
    {
      sql: "insert into member (id, email, name, role, state, password, created_at, updated_at) values (?, 'guest@shop.test', 'Guest', 'agent', 'active', 'x', 0, 0)",
      args: [shared.guestId],
    },
    ...(["line", "chatwoot"] as const).map((kind) => ({
      sql: "insert into connection (id, kind, name, origin, settings, created_at, updated_at) values (?, ?, ?, ?, ?, 0, 0)",
      args: [
        kind === "line" ? shared.lineId : shared.chatwootId,
        kind,
        kind,
        kind === "line" ? null : "https://chat.shop.test",
        kind === "line" ? "{}" : JSON.stringify({ accountId: "1" }),
      ],
    })),
    {
      sql: "insert into connection (id, kind, name, created_at, updated_at) values (?, 'meta', 'meta', 0, 0)",
      args: [shared.metaId],
    },
    {
      sql: "insert into webhook_event (seq, id, type, data, at) values (1, 'evt_1', 'webhook.test', '{}', 0)",
      args: [],
    },
    {
      sql: "insert into webhook_endpoint (id, name, url, sealed_secret, created_at, updated_at) values (?, 'ERP', 'https://erp.example', 'x', 0, 1)",
      args: [shared.webhookId],
    },
    {
      sql: "insert into webhook_delivery (endpoint_id, event_seq, state, next_at) values (?, 1, 'waiting', 0)",
      args: [shared.webhookId],
    },
    {
      sql: "insert into relay (connection_id, url, updated_at) values (?, 'https://inbox.shop.test', 0)",
      args: [shared.chatwootId],
    },
    {
      sql: "insert into attribute_definition (id, name, name_key, type, position, created_at, updated_at) values (?, 'Size', 'size', 'text', 1, 0, 0)",
      args: [shared.attributeId],
    },
    {
      sql: "insert into attribute_value (id, contact_id, attribute_id, value, source, at) values (?, ?, ?, '\"23\"', 'import', 0)",
      args: [shared.attributeValueId, contactId, shared.attributeId],
    },
    {
      sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'name', '王小明', 'channel', 0)",
      args: [shared.nameValueId, contactId],
    },
    {
      sql: "insert into deletion (id, contact_id, conversation_id, requested_by, requested_at, erase_at, receipt) values (?, ?, ?, ?, ?, ?, '{}')",
      args: [
        shared.deletionId,
        deleted.contactId,
        deleted.conversationId,
        shop.memberId("admin"),
        now,
        now + 864e5,
      ],
    },
    { sql: "update contact set deleted_at = ? where id = ?", args: [now, deleted.contactId] },
    { sql: "update conversation set deleted_at = ? where id = ?", args: [now, deleted.conversationId] },
    {
      sql: 'insert into setting (name, value, updated_at) values (\'modules\', \'{"pixel":true,"cdp":true,"omo":true,"crm":true,"export":true}\', 0)',
      args: [],
    },
    {
      sql: "insert into branch (id, name, name_key, created_at, updated_at) values (?, 'Taipei', 'taipei', 0, 0)",
      args: [shared.branchId],
    },
    {
      sql: "insert into branch_member (branch_id, member_id) values (?, ?)",
      args: [shared.branchId, shared.guestId],
    },
    {
      sql: "insert into omo_binding (id, contact_id, member_id, branch_id, bound_at) values (?, ?, ?, ?, 0)",
      args: [shared.omoBindingId, contactId, shared.guestId, shared.branchId],
    },
    {
      sql: "insert into api_key (id, name, hash, beginning, scopes, created_at) values (?, 'ERP', 'x', 'alongside_', '[]', 0)",
      args: [shared.apiKeyId],
    },
    {
      sql: `insert into identity_record (id, action, contact_id, customer_id, previous_customer_id, evidence, at, with_contact_id, place)
        values (?, 'join', ?, ?, ?, '{"kind":"hand"}', 0, ?, 1)`,
      args: [shared.joinId, joined.contactId, other.customerId, joined.customerId, other.contactId],
    },
    {
      sql: "update contact set customer_id = ?, home_customer_id = ? where id = ?",
      args: [other.customerId, joined.customerId, joined.contactId],
    },
    {
      sql: "insert into tag (id, name, name_key, created_at) values (?, 'VIP', 'vip', 0)",
      args: [shared.tagId],
    },
    {
      sql: "insert into contact_tag (contact_id, tag_id, present, count, last_at) values (?, ?, 1, 1, 0)",
      args: [contactId, shared.tagId],
    },
  ]);
  const own = new Map<string, Given>();
  for (const role of ROLES) own.set(shop.memberId(role), await furnish(shop, shop.memberId(role), shared));
  return {
    shop,
    givenTo(memberId) {
      const given = own.get(memberId) ?? own.get(shop.memberId("admin"));
      if (!given) throw new Error("no such member");
      return { ...given, fresh: newId(now).slice(-12) };
    },
  };
}

async function furnish(
  shop: TestWorkspace,
  memberId: string,
  shared: Omit<Given, "noteId" | "deletedNoteId" | "sessionId" | "ref" | "pinnedRef" | "fresh">,
): Promise<Given> {
  const [noteId, deletedNoteId, sessionId] = [newId(TEST_NOW), newId(TEST_NOW), newId(TEST_NOW)];
  const insertNote =
    "insert into note (id, contact_id, author_id, text, created_at, updated_at, deleted_at, deleted_by) values (?, ?, ?, 'A note', 0, 0, ?, ?)";
  const pinnedRef = refOf(`pinned ${memberId}`);
  await shop.db.write([
    { sql: insertNote, args: [noteId, shared.contactId, memberId, null, null] },
    { sql: insertNote, args: [deletedNoteId, shared.contactId, memberId, TEST_NOW, memberId] },
    {
      sql: "insert into session (id, member_id, client, created_at, last_seen_at, expires_at) values (?, ?, 'extension', ?, ?, ?)",
      args: [sessionId, memberId, TEST_NOW, TEST_NOW, TEST_NOW + 864e5],
    },
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, author_id, at) values (?, ?, ?, ?, ?, 'pin', ?, 0)",
      args: [
        pinnedRef.inbox,
        pinnedRef.origin,
        pinnedRef.account,
        pinnedRef.conversation,
        shared.contactId,
        memberId,
      ],
    },
  ]);
  return { ...shared, noteId, deletedNoteId, sessionId, ref: refOf(`new ${memberId}`), pinnedRef, fresh: "" };
}

/** What a call that is refused may leave behind. */
const REFUSALS_ARE_KEPT = ["audit", "sign_in_attempt"];

/** A hash of every row of every table, but of those where refusals are kept. */
export async function fingerprint(shop: TestWorkspace): Promise<string> {
  const [tables] = await shop.db.read([
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and sql not like 'create virtual%' order by name",
  ]);
  const names = (tables?.rows ?? [])
    .map((row) => String(row["name"]))
    .filter((n) => !REFUSALS_ARE_KEPT.includes(n));
  const contents = await shop.db.read(names.map((name) => `select * from "${name}"`));
  const rows = contents.map((result, i) => [names[i], result.rows.map((row) => Object.values(row))]);
  return createHash("sha256").update(JSON.stringify(rows, bytesAsText)).digest("hex");
}

const bytesAsText = (_key: string, value: unknown): unknown =>
  value instanceof ArrayBuffer ? Buffer.from(value).toString("base64") : value;
