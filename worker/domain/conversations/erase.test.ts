import { spawnSync } from "node:child_process";
import type { InValue, ResultSet } from "@libsql/client";
import { expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import { connectLine } from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { newId } from "../id.ts";
import { takeInSearch } from "../search/take-in.ts";
import { eraseDeleted } from "./erase.ts";
import { forEachEngine } from "../../test/engines.ts";

/** Of nobody else: in every text, and a character that the name index keeps as it is. */
const CANARY = "CANARY7f3a";
const RARE = "龘";
const EXTERNAL = `U${CANARY}`;
const op = () => ({ operationId: newId(TEST_NOW) });

/** The database's files that hold a text, looked at from outside: opening them here would drop SQLite's locks. */
function filesWith(file: string, text: string): string[] {
  const { stdout } = spawnSync("sh", ["-c", 'grep -laF -- "$1" "$2"*', "sh", text, file], {
    encoding: "utf8",
  });
  return stdout.split("\n").filter(Boolean);
}

/** Columns that must have a value and are given none get 0 or an empty text. */
async function insert(shop: TestWorkspace, table: string, given: Record<string, InValue>): Promise<void> {
  const needed = await rowsOf(
    shop,
    `select name, type from pragma_table_info('${table}') where "notnull" = 1 and dflt_value is null and pk = 0`,
  );
  const defaults = needed.map(({ name, type }) => [String(name), type === "INTEGER" ? 0 : ""]);
  const row = { ...Object.fromEntries(defaults), ...given } as Record<string, InValue>;
  const columns = Object.keys(row);
  const marks = columns.map(() => "?").join(", ");
  await shop.db.write([
    { sql: `insert into ${table} (${columns.join(", ")}) values (${marks})`, args: Object.values(row) },
  ]);
}

/** Messages among those of somebody else, of many lengths: pages split and merge. */
async function insertMessages(
  shop: TestWorkspace,
  to: { conversationId: string; channelId: string },
  many: number,
  text: string,
): Promise<void> {
  for (let from = 0; from < many; from += 5000) {
    await shop.db.write([
      {
        sql: `with recursive n(i) as (select ? + 1 union all select i + 1 from n where i < ?)
          insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)
          select ? || '-' || i, ?, ?, ? || '-' || i, 'customer', 'text',
            replace(hex(zeroblob(1 + i % 97)), '00', ?), i, i from n`,
        args: [
          from,
          Math.min(many, from + 5000),
          to.conversationId,
          to.conversationId,
          to.channelId,
          to.conversationId,
          text,
        ],
      },
    ]);
  }
}

/** A contact with the canary in every row of every table that is about them, beside somebody like them. */
async function fill(shop: TestWorkspace) {
  const now = TEST_NOW;
  const author = shop.memberId("agent");
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  const { contactId, conversationId, channelId, customerId } = await insertContact(shop.db, now, {
    externalId: EXTERNAL,
    name: `${RARE}${CANARY}`,
  });
  const other = await insertContact(shop.db, now, { externalId: "Uother", name: "陳別人" });
  await insertMessages(shop, other, 3000, "somebody else ");
  await insertMessages(shop, { conversationId, channelId }, 3000, CANARY);
  const names = Array.from({ length: 300 }, (_, i) => ({
    name: i === 150 ? `${RARE}${CANARY}` : `客人${i}`,
  }));
  for (const [i, { name }] of names.entries()) {
    const id = i === 150 ? contactId : (await insertContact(shop.db, now, { name })).contactId;
    await shop.db.write(indexContactName({ contactId: id, name }));
  }
  const id = () => newId(now);
  const of = { contact_id: contactId };
  const noteId = id();
  await shop.db.write([
    {
      sql: "update contact set email = ?, phone = ?, picture_url = ?, member_no = null where id = ?",
      args: [`${CANARY}@shop.test`, CANARY, `https://pictures.test/${CANARY}`, contactId],
    },
    {
      sql: "insert into channel_route (connection_id, account_key, channel_id) values (?, 'key', ?) on conflict do nothing",
      args: [connectionId, channelId],
    },
  ]);
  await insert(shop, "tag", { id: "tag", name: "VIP", name_key: "vip", created_at: now });
  await insert(shop, "attribute_definition", {
    id: "size",
    name: "Size",
    name_key: "size",
    type: "text",
    position: 1,
    created_at: now,
    updated_at: now,
  });
  await insert(shop, "message", {
    id: id(),
    conversation_id: conversationId,
    channel_id: channelId,
    provider_id: `m-${CANARY}`,
    sender_kind: "agent",
    sender_name: CANARY,
    type: "file",
    content: JSON.stringify({ fileName: CANARY }),
    at: now,
    received_at: now,
    unsent_at: now,
  });
  await insert(shop, "unsent_message", { channel_id: channelId, provider_id: `m-${CANARY}`, at: now });
  const named = { channel_id: channelId, provider_id: `m-${CANARY}` };
  const late = { channel_id: channelId, provider_id: `late-${CANARY}` };
  await insert(shop, "message_alias", { ...named, alias: `host-${CANARY}` });
  await insert(shop, "message_status", { ...named, rank: 1, updated_at: now });
  await insert(shop, "message_status", { ...late, ...of, rank: 1, error: `"${CANARY}"`, updated_at: now });
  await insert(shop, "message_reaction", { ...late, ...of, side: "customer", emoji: CANARY, at: now });
  await insert(shop, "message_edit", {
    ...late,
    conversation_id: conversationId,
    edit_id: "e",
    text: CANARY,
    at: now,
  });
  await insert(shop, "contact_alias", {
    ...of,
    channel_id: channelId,
    external_id: `886-${CANARY}`,
    since: now,
  });
  await insert(shop, "contact_value", {
    ...of,
    id: id(),
    field: "name",
    value: CANARY,
    source: "channel",
    at: now,
  });
  await insert(shop, "identity_record", {
    ...of,
    id: id(),
    action: "join",
    customer_id: customerId,
    evidence: JSON.stringify({ contact: CANARY }),
    at: now,
  });
  await insert(shop, "identity_source", {
    connection_id: connectionId,
    external_contact: CANARY,
    customer_id: customerId,
    at: now,
  });
  await insert(shop, "inbox_link", {
    ...of,
    inbox: "chatwoot",
    origin: "https://chat.test",
    account: "1",
    conversation: CANARY,
    method: "page",
    at: now,
  });
  await insert(shop, "event", {
    ...of,
    id: id(),
    kind: "conversation.activity",
    actor_kind: "system",
    data: JSON.stringify({ text: CANARY }),
    at: now,
    dedupe_key: `activity/${CANARY}`,
  });
  await insert(shop, "note", {
    ...of,
    id: noteId,
    author_id: author,
    text: CANARY,
    created_at: now,
    updated_at: now,
  });
  await insert(shop, "tagging", {
    ...of,
    id: id(),
    tag_id: "tag",
    action: "apply",
    channel_id: channelId,
    source: "agent",
    at: now,
  });
  await insert(shop, "contact_tag", { ...of, tag_id: "tag", present: 1, count: 1, last_at: now });
  await insert(shop, "binding", {
    ...of,
    id: id(),
    kind: "phone",
    state: "bound",
    how: "sms",
    member_no: CANARY,
    at: now,
  });
  await insert(shop, "attribute_value", {
    ...of,
    id: id(),
    attribute_id: "size",
    value: JSON.stringify(CANARY),
    source: "agent",
    at: now,
  });
  await insert(shop, "visitor", {
    ...of,
    id: "visitor",
    member_no: CANARY,
    first_seen_at: now,
    last_seen_at: now,
  });
  await insert(shop, "pixel_event", {
    visitor_id: "visitor",
    event_id: "1",
    kind: "page",
    data: JSON.stringify({ url: CANARY }),
    at: now,
    received_at: now,
  });
  await insert(shop, "website_presence", {
    ...of,
    state: "online",
    url: `https://shop.test/${CANARY}`,
    title: CANARY,
    last_seen_at: now,
  });
  await insert(shop, "phone_proof", {
    ...of,
    id: id(),
    phone: CANARY,
    code_hash: "x",
    created_at: now,
    expires_at: now,
  });
  await insert(shop, "told_apart", { ...of, other_id: other.contactId, how: "dismissed", at: now });
  await insert(shop, "identity_record", {
    id: id(),
    action: "join",
    contact_id: other.contactId,
    customer_id: other.customerId,
    with_contact_id: contactId,
    evidence: '{"kind":"hand"}',
    reason: CANARY,
    at: now,
  });
  for (const type of ["contact.updated", "contact.deleted"]) {
    const data = JSON.stringify({ contact_id: contactId, ...(type === "contact.updated" ? { CANARY } : {}) });
    await insert(shop, "webhook_event", { ...of, id: id(), type, data, at: now });
  }
  await insert(shop, "omo_binding", { ...of, id: id(), member_id: author, bound_at: now });
  await insert(shop, "export_link", {
    token_hash: CANARY,
    conversation_id: conversationId,
    created_by: author,
    created_at: now,
    expires_at: now,
  });
  await insert(shop, "mail", {
    id: id(),
    kind: "export",
    recipient: `${CANARY}@mail.test`,
    payload: JSON.stringify({ CANARY }),
    conversation_id: conversationId,
    requested_by: author,
    state: "sent",
    created_at: now,
  });
  await insert(shop, "job", {
    id: id(),
    kind: "nobody.runs",
    payload: JSON.stringify({ contactId, CANARY }),
    state: "done",
    run_at: now,
    created_at: now,
    updated_at: now,
  });
  await insert(shop, "inbound_event", {
    connection_id: connectionId,
    dedupe_key: "set-aside",
    payload: JSON.stringify({ userId: EXTERNAL, text: CANARY }),
    received_at: 1,
    processed_at: 1,
    error: "Error",
  });
  await insert(shop, "relay", { connection_id: connectionId, updated_at: now });
  const says = (user: string, text: string) => ({
    type: "message",
    source: { type: "user", userId: user },
    message: { id: `${user}-${text}`, type: "text", text },
  });
  const relayed: [string, string, unknown][] = [
    ["alone", "waiting", { destination: "key", events: [says(EXTERNAL, CANARY)] }],
    ["together", "parked", { destination: "key", events: [says(EXTERNAL, CANARY), says("Uother", "hello")] }],
    // Of an account that nobody knows: it cannot be cut.
    ["unknown", "parked", { destination: "else", events: [says(EXTERNAL, CANARY)] }],
  ];
  for (const [name, state, body] of relayed) {
    const post = { dedupe_key: name, state, body: JSON.stringify(body), headers: "[]", received_at: now };
    await insert(shop, "relay_post", { connection_id: connectionId, ...post });
  }
  await shop.client("agent").notes.create.mutate({ ...op(), contactId, text: `written ${CANARY}` });
  await shop.client("agent").notes.edit.mutate({ ...op(), noteId, text: `edited ${CANARY}`, version: 1 });
  await shop.client("agent").profile.edit.mutate({
    ...op(),
    contactId,
    field: "email",
    value: `new-${CANARY}@shop.test`,
    seen: `${CANARY}@shop.test`,
  });
  return { contactId, conversationId, other };
}

async function remove(shop: TestWorkspace, contactId: string): Promise<string> {
  const { conversations } = shop.client("supervisor");
  const { token } = await conversations.deletionPreview.query({ contactId });
  const { id } = await conversations.delete.mutate({ ...op(), contactId, seen: token, typed: "DELETE" });
  return id;
}

/** Tables with rows of a contact, by the columns that name one. */
async function tablesOf(shop: TestWorkspace, contactId: string, conversationId: string): Promise<string[]> {
  const columns = await rowsOf(
    shop,
    `select m.name as name, i.name as "column" from sqlite_master m join pragma_table_info(m.name) i
      where m.type = 'table' and i.name in ('contact_id', 'conversation_id') and m.name <> 'deletion'`,
  );
  const found: string[] = [];
  for (const { name, column } of columns) {
    const value = column === "contact_id" ? contactId : conversationId;
    const [row] = await rowsOf(
      shop,
      `select count(*) as n from "${String(name)}" where ${String(column)} = ?`,
      value,
    );
    if (Number(row?.["n"]) > 0) found.push(String(name));
  }
  return found.toSorted();
}

test("erased: no row, no search, and no byte of it in any file of the database", async () => {
  const shop = await createTestWorkspace();
  const file = shop.file ?? "";
  const { contactId, conversationId, other } = await fill(shop);
  const tables = await rowsOf(
    shop,
    "select distinct m.name as name from sqlite_master m join pragma_table_info(m.name) i where m.type = 'table' and i.name in ('contact_id', 'conversation_id') and m.name <> 'deletion'",
  );
  // A table that is new must be filled here, and so be shown to be erased.
  expect(await tablesOf(shop, contactId, conversationId)).toEqual(tables.map(({ name }) => name).toSorted());

  while (await takeInSearch(shop.db, TEST_NOW));
  expect(
    await rowsOf(shop, "select rowid from contact_search where contact_search match ?", `"${RARE}"`),
  ).toHaveLength(1);
  const deletionId = await remove(shop, contactId);
  expect(filesWith(file, CANARY).length).toBeGreaterThan(0);
  expect(filesWith(file, RARE).length).toBeGreaterThan(0);
  await shop.client("supervisor").conversations.eraseNow.mutate({ ...op(), deletionId, typed: "DELETE" });
  await work(shop);

  expect(shop.reported).toEqual([]);
  expect(await tablesOf(shop, contactId, conversationId)).toEqual([]);
  expect(filesWith(file, CANARY)).toEqual([]);
  expect(filesWith(file, RARE)).toEqual([]);
  const kept = await rowsOf(
    shop,
    "select dedupe_key as name, state, case body when '' then null else body ->> '$.events[0].message.text' end as text from relay_post order by seq",
  );
  expect(kept.map(({ name, state, text }) => [name, state, text ?? null])).toEqual([
    ["alone", "withheld", null],
    ["together", "parked", "hello"],
    ["unknown", "withheld", null],
  ]);
  expect(
    await rowsOf(shop, "select count(*) as n from message where conversation_id = ?", other.conversationId),
  ).toEqual([{ n: 3000 }]);
  expect(await shop.client("agent").contacts.find.query({ text: "客人299" })).toMatchObject({
    items: [{ name: "客人299" }],
  });
  expect(await rowsOf(shop, "select type, data from webhook_event")).toEqual([
    { type: "contact.deleted", data: JSON.stringify({ contact_id: contactId }) },
  ]);
  const { receipt } = await shop.client("supervisor").conversations.deletion.query({ deletionId });
  expect(receipt.counts).toMatchObject({ messages: 3001, files: 1, notes: 2, taggings: 1 });
  expect(receipt.beyond).toEqual(["host_inbox", "provider", "mails", "backups"]);
  expect(receipt.mailsSent).toBe(1);
  expect(await rowsOf(shop, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  await shop.db.write([
    "insert into contact_name (contact_name, rank) values ('integrity-check', 0)",
    "insert into contact_search (contact_search, rank) values ('integrity-check', 0)",
  ]);
  expect(
    await rowsOf(shop, "select rowid from contact_search where contact_search match ?", `"${RARE}"`),
  ).toEqual([]);
}, 30_000);

forEachEngine("erasing", (createWorkspace) => {
  test("goes on where it was after any step; twice is once", async () => {
    const shop = await createWorkspace();
    const to = await insertContact(shop.db, TEST_NOW);
    await insertMessages(shop, to, 1200, "gone");
    const deletionId = await remove(shop, to.contactId);
    await shop.client("supervisor").conversations.eraseNow.mutate({ ...op(), deletionId, typed: "DELETE" });
    const now = () => TEST_NOW;
    // Dies after each step.
    let rounds = 0;
    while (!(await eraseDeleted(shop.db, deletionId, now, async () => false))) rounds++;
    expect(rounds).toBeGreaterThan(3);
    expect(await eraseDeleted(shop.db, deletionId, now, async () => true)).toBe(true);
    expect(await rowsOf(shop, "select count(*) as n from message")).toEqual([{ n: 0 }]);
    expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 0 }]);
    expect(await rowsOf(shop, "select count(*) as n from withheld")).toEqual([{ n: 1200 }]);
  });

  test("two runners at once erase it once", async () => {
    const shop = await createWorkspace();
    const to = await insertContact(shop.db, TEST_NOW);
    await insertMessages(shop, to, 1200, "gone");
    const deletionId = await remove(shop, to.contactId);
    await shop.client("supervisor").conversations.eraseNow.mutate({ ...op(), deletionId, typed: "DELETE" });
    const run = () =>
      eraseDeleted(
        shop.db,
        deletionId,
        () => TEST_NOW,
        async () => true,
      );
    expect(await Promise.all([run(), run()])).toEqual([true, true]);
    expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 0 }]);
    expect(await rowsOf(shop, "select receipt ->> 'erasedAt' as at from deletion")).toEqual([
      { at: TEST_NOW },
    ]);
  });
});

test("100,000 messages go in many small calls, none of which holds a thousand rows", async () => {
  const shop = await createTestWorkspace();
  const to = await insertContact(shop.db, TEST_NOW);
  await insertMessages(shop, to, 100_000, "a message as people write them ");
  const deletionId = await remove(shop, to.contactId);
  let calls = 0;
  let most = 0;
  const counted = async (call: Promise<ResultSet[]>): Promise<ResultSet[]> => {
    const results = await call;
    calls++;
    most = Math.max(most, ...results.map(({ rows, rowsAffected }) => rows.length + rowsAffected));
    return results;
  };
  const db: Database = {
    ...shop.db,
    read: (statements) => counted(shop.db.read(statements)),
    write: (statements) => counted(shop.db.write(statements)),
  };
  await shop.client("supervisor").conversations.eraseNow.mutate({ ...op(), deletionId, typed: "DELETE" });
  await eraseDeleted(
    db,
    deletionId,
    () => TEST_NOW,
    async () => true,
  );
  expect(await rowsOf(shop, "select count(*) as n from message")).toEqual([{ n: 0 }]);
  expect(calls).toBeGreaterThan(400);
  expect(most).toBeLessThan(1000);
}, 60_000);
