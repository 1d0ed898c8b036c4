import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type {
  DemoChanges,
  DemoConversation,
  DemoConversations,
  DemoMessage,
  DemoThread,
} from "../../shared/schemas/demo.ts";
import type { Database } from "../db/database.ts";
import { prepare, type Statement } from "../db/statement.ts";
import { marksOf, readMarks } from "../domain/conversations/marks.ts";
import { pageOf, type Position, positionOf } from "../domain/page.ts";

const p = sql.placeholder;
const CONVERSATIONS_PER_PAGE = 30;
/** Of a thread: what fills its pane at first, more each time somebody goes back in it. */
const MESSAGES = { newest: 30, older: 50 };

interface ConversationRow {
  id: string;
  name: string | null;
  externalId: string;
  kind: DemoConversation["channel"]["kind"];
  accountId: string;
  channelName: string;
  state: DemoConversation["state"];
  unread: number;
  lastId: string;
  lastSender: DemoMessage["senderKind"];
  lastType: string;
  lastText: string | null;
  lastUnsentAt: number | null;
  at: number;
}

const columns = sql`
  select v.id, c.name, c.external_id as "externalId", ch.kind, ch.account_id as "accountId",
    ch.name as "channelName", v.state, v.last_message_at as at,
    m.id as "lastId", m.sender_kind as "lastSender", m.type as "lastType", m.text as "lastText",
    m.unsent_at as "lastUnsentAt",
    case when v.state = 'resolved' then 0 else (
      select count(*) from message n where n.conversation_id = v.id and n.sender_kind = 'customer'
        and n.at > coalesce((select max(t.at) from message t
          where t.conversation_id = v.id and t.sender_kind <> 'customer'), 0)) end as unread
  from conversation v
  join contact c on c.id = v.contact_id and c.deleted_at is null
  join channel ch on ch.id = v.channel_id
  join message m on m.seq = (select seq from message
    where conversation_id = v.id order by at desc, seq desc limit 1)
  where v.deleted_at is null`;

const selectPage = prepare<Position, ConversationRow>(sql`${columns}
  and (v.last_message_at, v.id) < (${p("at")}, ${p("id")})
  order by v.last_message_at desc, v.id desc limit ${sql.raw(String(CONVERSATIONS_PER_PAGE + 1))}`);

const selectOne = prepare<{ id: string }, ConversationRow>(sql`${columns} and v.id = ${p("id")}`);

interface MessageRow {
  id: string;
  senderKind: DemoMessage["senderKind"];
  senderName: string | null;
  type: string;
  text: string | null;
  /** JSON. */
  content: string;
  at: number;
  unsentAt: number | null;
  /** JSON. */
  marks: string;
}

const selectMessages = prepare<Position & { conversationId: string; rows: number }, MessageRow>(sql`
  select m.id, m.sender_kind as "senderKind", m.sender_name as "senderName", m.type, m.text, m.content, m.at,
    m.unsent_at as "unsentAt", ${marksOf(sql`m`, sql`v`)} as marks
  from message m join conversation v on v.id = m.conversation_id and v.deleted_at is null
  where m.conversation_id = ${p("conversationId")} and (m.at, m.id) < (${p("at")}, ${p("id")})
  order by m.at desc, m.id desc limit ${p("rows")}`);

const toConversation = (row: ConversationRow): DemoConversation => ({
  id: row.id,
  name: row.name,
  externalId: row.externalId,
  channel: { kind: row.kind, accountId: row.accountId, name: row.channelName },
  state: row.state,
  unread: row.unread,
  last: {
    id: row.lastId,
    senderKind: row.lastSender,
    type: row.lastType,
    text: row.lastText,
    unsent: row.lastUnsentAt !== null,
    at: row.at,
  },
});

const toMessage = ({ content, unsentAt, marks, ...row }: MessageRow): DemoMessage => ({
  ...row,
  ...readMarks(marks),
  content: JSON.parse(content) as Record<string, unknown>,
  unsent: unsentAt !== null,
});

const conversationPage = (rows: ConversationRow[]): DemoConversations =>
  pageOf(rows.map(toConversation), CONVERSATIONS_PER_PAGE, ({ id, last: { at } }) => ({ id, at }));

function threadPage(rows: MessageRow[], size: number): DemoThread {
  const { items, next } = pageOf(rows.map(toMessage), size, ({ id, at }) => ({ id, at }));
  return { items: items.toReversed(), next };
}

async function select<Row>(db: Database, statement: Statement<Row>): Promise<Row[]> {
  const [result] = await db.read([statement]);
  return result ? statement.decode(result) : [];
}

/** @throws {Failure} INVALID_INPUT for a cursor that is none */
export const listConversations = async (db: Database, cursor: string | null): Promise<DemoConversations> =>
  conversationPage(await select(db, selectPage(positionOf(cursor))));

export async function findConversation(db: Database, id: string): Promise<DemoConversation | null> {
  const [row] = await select(db, selectOne({ id }));
  return row ? toConversation(row) : null;
}

/** @throws {Failure} INVALID_INPUT for a cursor that is none */
export const readThread = async (
  db: Database,
  conversationId: string,
  cursor: string | null,
): Promise<DemoThread> => {
  const size = cursor === null ? MESSAGES.newest : MESSAGES.older;
  const page = selectMessages({ conversationId, ...positionOf(cursor), rows: size + 1 });
  return threadPage(await select(db, page), size);
};

/**
 * The first page of the list and the newest of the open thread, when they are not as the asker knows
 * them. Compared whole, so that an arrival, a name looked up later and a message taken back all count.
 */
export async function changesSince(
  db: Database,
  version: string | null,
  open: string | null,
): Promise<DemoChanges> {
  const list = selectPage(positionOf(null));
  const newest = selectMessages({
    conversationId: open ?? "",
    ...positionOf(null),
    rows: MESSAGES.newest + 1,
  });
  const [first, second] = await db.read([list, newest]);
  if (!first || !second) throw new Error("the database answered fewer results than statements");
  const changed = {
    conversations: conversationPage(list.decode(first)),
    thread: open === null ? null : threadPage(newest.decode(second), MESSAGES.newest),
  };
  const current = createHash("sha256").update(JSON.stringify(changed)).digest("base64url");
  return { version: current, changed: current === version ? null : changed };
}
