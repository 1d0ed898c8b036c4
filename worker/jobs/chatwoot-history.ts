import {
  accountOf,
  messageItems,
  type Place,
  profileOf,
  stateOf,
  type Thread,
  threadItems,
  time,
} from "../channels/chatwoot/items.ts";
import { contactPeople } from "../channels/chatwoot/parse.ts";
import { type ChatwootApi, getContact, listConversations, listMessages } from "../channels/chatwoot/send.ts";
import { externalId, type Json, object } from "../channels/read.ts";
import { ProviderRefusal } from "../channels/request.ts";
import type { Database } from "../db/database.ts";
import { mendConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import type { OpenConnection } from "../domain/connections/find.ts";
import type { Account, InboundItem } from "../domain/inbound/item.ts";
import { receive } from "../domain/inbound/receive.ts";

/** Where the backfill is: everything needed to go on after a restart. */
export interface Cursor {
  connectionId: string;
  /** The page of conversations that comes next. */
  page: number;
  /** Conversations of the last page that are still to do, the first one perhaps begun. */
  queue: Waiting[];
  /** The oldest message so far of the conversation that is begun. */
  before: string | null;
  /** Whose the begun conversation is; null before its contact was read. */
  thread: Thread | null;
}

interface Waiting {
  id: string;
  inboxId: string;
  channel: string;
  contact: string;
  status: string;
  at: number;
}

export interface Progress {
  conversationsDone: number;
  conversationsTotal: number | null;
  messages: number;
  skipped: number;
}

/** A backfill on its way; `cursor` and `progress` move with each step. */
export interface Walk {
  db: Database;
  now: () => number;
  connection: OpenConnection;
  api: ChatwootApi;
  cursor: Cursor;
  progress: Progress;
}

/**
 * One request and its effect: a page of conversations, a conversation's contact, or a page of its
 * messages. Taken twice it has the same effect as once.
 *
 * @returns whether all is done
 */
export async function takeStep(walk: Walk): Promise<boolean> {
  const { cursor } = walk;
  const [current] = cursor.queue;
  if (!current) return takePage(walk);
  if (!cursor.thread) await takeContact(walk, current);
  else await takeMessages(walk, cursor.thread, current);
  return false;
}

async function takePage({ api, cursor, progress, connection, db }: Walk): Promise<boolean> {
  const { conversations, total } = await listConversations(api, cursor.page);
  if (cursor.page === 1)
    await db.write([mendConnection({ connectionId: connection.id, reason: TOKEN_REFUSED })]);
  if (conversations.length === 0) return true;
  progress.conversationsTotal = total ?? progress.conversationsTotal;
  cursor.queue = conversations.map(waitingOf);
  cursor.page++;
  return false;
}

function waitingOf(conversation: Json): Waiting {
  const meta = object(conversation["meta"]);
  return {
    id: externalId(conversation["id"]) ?? "",
    inboxId: externalId(conversation["inbox_id"]) ?? "",
    channel: String(meta["channel"] ?? conversation["channel"] ?? ""),
    contact: externalId(object(meta["sender"])["id"]) ?? "",
    status: String(conversation["status"] ?? ""),
    at:
      time(conversation["updated_at"]) ??
      time(conversation["timestamp"]) ??
      time(conversation["created_at"]) ??
      0,
  };
}

async function takeContact(
  walk: Walk,
  { id, inboxId, channel, contact, status, at }: Waiting,
): Promise<void> {
  const { api, connection, cursor } = walk;
  const place: Place = { origin: connection.origin ?? api.apiBase, account: api.accountId };
  const account = accountOf(place, { id: inboxId, name: undefined, channel });
  if (!account || id === "" || contact === "") return skip(walk);
  const found = await contactOf(api, contact);
  const people = found ? contactPeople(place, found) : [];
  const here = people.filter((entry) => entry.account.accountKey === account.accountKey);
  const [whose] = here;
  // Two addresses of one person in one inbox: whose thread it is cannot be told.
  if (!found || !whose || here.length > 1) return skip(walk);

  const thread: Thread = { place, account: whose.account, person: whose.person, conversation: id, contact };
  const state = stateOf(status);
  const profile = profileOf(found);
  const externalContact = `${place.account}/${contact}`;
  await take(
    walk,
    people.map((entry) => entry.account),
    [
      ...threadItems(thread, at),
      ...people.flatMap(({ person }): InboundItem[] => [
        { kind: "same", person, externalContact, at },
        { kind: "profile", of: person, at, profile },
      ]),
      ...(state ? [{ kind: "state" as const, person: whose.person, state, at, change: null }] : []),
    ],
  );
  cursor.thread = thread;
  cursor.before = null;
}

/** null when it was deleted meanwhile. */
async function contactOf(api: ChatwootApi, contact: string): Promise<Json | null> {
  try {
    return await getContact(api, contact);
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 404) return null;
    throw error;
  }
}

async function takeMessages(walk: Walk, thread: Thread, { at }: Waiting): Promise<void> {
  const { api, cursor, progress } = walk;
  const messages = await listMessages(api, thread.conversation, cursor.before);
  const ids = messages.map((message) => Number(message["id"])).filter(Number.isSafeInteger);
  const oldest = ids.length === 0 ? null : String(Math.min(...ids));
  if (oldest === null || oldest === cursor.before) {
    progress.conversationsDone++;
    next(walk);
    return;
  }
  const items = messages.flatMap((message) =>
    messageItems(thread, message, time(message["created_at"]) ?? at, false),
  );
  await take(walk, [thread.account], items);
  progress.messages += items.filter(({ kind }) => kind === "message").length;
  cursor.before = oldest;
}

function skip(walk: Walk): void {
  walk.progress.skipped++;
  walk.progress.conversationsDone++;
  next(walk);
}

function next({ cursor }: Walk): void {
  cursor.queue = cursor.queue.slice(1);
  cursor.thread = null;
  cursor.before = null;
}

const take = ({ db, now, connection }: Walk, accounts: Account[], items: InboundItem[]): Promise<void> =>
  receive(
    db,
    now(),
    [
      {
        connectionId: connection.id,
        key: "backfill",
        method: "backfill",
        inbox: connection.origin === null ? null : { name: "chatwoot", origin: connection.origin },
        profileJob: null,
        receivedAt: now(),
        accounts,
        items,
      },
    ],
    [],
  );
