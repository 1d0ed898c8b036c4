import { sql } from "drizzle-orm";
import * as v from "valibot";
import { externalId, id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { listChanges, PAGE_MOST } from "../changes/list-of.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** A conversation as other systems are told of it; times in UTC ms. */
export interface ConversationTold {
  id: string;
  contactId: string;
  customerId: string;
  channelId: string;
  state: "open" | "pending" | "snoozed" | "resolved";
  active: boolean;
  messageCount: number;
  lastMessageAt: number | null;
  createdAt: number;
  updatedAt: number;
}

type Row = Omit<ConversationTold, "active"> & { active: 0 | 1 };

const conversationJson = sql`json_object('id', v.id, 'contactId', v.contact_id, 'customerId', c.customer_id,
  'channelId', v.channel_id, 'state', v.state, 'active', c.blocked_at is null, 'messageCount', v.message_count,
  'lastMessageAt', v.last_message_at, 'createdAt', v.created_at, 'updatedAt', c.updated_at)`;

const conversationOf = ({ active, ...row }: Row): ConversationTold => ({ ...row, active: active === 1 });

/** Conversations in the order that they, or anything of their contacts, last changed. */
export const listConversations = listChanges<Row, ConversationTold>(
  {
    name: "conversations.list",
    permission: "contact:list",
    feed: "contacts",
    item: conversationJson,
    from: sql`join contact c on c.id = ch.id and c.deleted_at is null
      join conversation v on v.contact_id = c.id and v.deleted_at is null`,
  },
  conversationOf,
);

const living = sql`conversation v join contact c on c.id = v.contact_id and c.deleted_at is null
  where v.id = ${p("conversationId")} and v.deleted_at is null`;

const selectConversation = prepare<{ conversationId: string }, { item: string }>(sql`
  select ${conversationJson} as item from ${living}`);

/** @throws {Failure} NOT_FOUND */
export const getConversation = readVerb({
  name: "conversations.get",
  permission: "contact:list",
  input: v.object({ conversationId: id }),
  async run(ctx, input): Promise<ConversationTold> {
    const { rows } = await read(ctx, [selectConversation(input)]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return conversationOf(JSON.parse(item) as Row);
  },
});

/** A message as other systems are told of it; what was taken back has no text and no content. */
export interface MessageTold {
  id: string;
  conversationId: string;
  providerId: string;
  sender: { kind: "customer" | "agent" | "bot"; name: string | null };
  type: string;
  text: string | null;
  content: Record<string, unknown>;
  at: number;
  unsentAt: number | null;
}

const selectMessages = prepare<
  { conversationId: string; at: number; seq: number; limit: number },
  { seq: number; at: number; item: string }
>(sql`
  select m.seq, m.at, json_object('id', m.id, 'conversationId', m.conversation_id, 'providerId', m.provider_id,
    'sender', json_object('kind', m.sender_kind, 'name', m.sender_name), 'type', m.type, 'text', m.text,
    'content', json(m.content), 'at', m.at, 'unsentAt', m.unsent_at) as item
  from (select v.id from ${living}) f join message m on m.conversation_id = f.id
  where (m.at, m.seq) < (${p("at")}, ${p("seq")}) order by m.at desc, m.seq desc limit ${p("limit")} + 1`);

/**
 * The messages of a conversation, the newest first.
 *
 * @throws {Failure} NOT_FOUND
 */
export const listMessages = readVerb({
  name: "conversations.messages",
  permission: "contact:list",
  input: v.object({
    conversationId: id,
    cursor: v.nullable(externalId),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PAGE_MOST)),
  }),
  async run(ctx, { conversationId, cursor, limit }): Promise<{ items: MessageTold[]; next: string | null }> {
    const before = beforeOf(cursor);
    const { rows } = await read(ctx, [
      selectConversation({ conversationId }),
      selectMessages({ conversationId, ...before, limit }),
    ]);
    if (rows[0].length === 0) throw new Failure("NOT_FOUND");
    const shown = rows[1].slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ item }) => JSON.parse(item) as MessageTold),
      next:
        rows[1].length > limit && last
          ? Buffer.from(`messages.${last.at}.${last.seq}`).toString("base64url")
          : null,
    };
  },
});

function beforeOf(cursor: string | null): { at: number; seq: number } {
  if (cursor === null) return { at: Number.MAX_SAFE_INTEGER, seq: 0 };
  const [, at, seq] =
    /^messages\.(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1")) ?? [];
  if (at === undefined || seq === undefined) throw new Failure("INVALID_INPUT", { field: "cursor" });
  return { at: Number(at), seq: Number(seq) };
}
