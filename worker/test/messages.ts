import type { Database } from "../db/database.ts";
import { newId } from "../domain/id.ts";

export interface TestMessage {
  sender?: "customer" | "agent" | "bot";
  name?: string | null;
  type?: string;
  text?: string | null;
  content?: Record<string, unknown>;
  /** UTC ms. */
  at: number;
  unsent?: boolean;
}

/** Messages of a conversation as they were stored. */
export async function insertMessages(
  db: Database,
  { conversationId, channelId }: { conversationId: string; channelId: string },
  messages: readonly TestMessage[],
): Promise<void> {
  const rows = messages.map((message) => ({
    id: newId(message.at),
    kind: message.sender ?? "customer",
    name: message.name ?? null,
    type: message.type ?? "text",
    text: message.text ?? null,
    content: JSON.stringify(message.content ?? {}),
    at: message.at,
    unsent: message.unsent ? message.at : null,
  }));
  for (let from = 0; from < rows.length; from += 1000) {
    await db.write([
      {
        sql: `insert into message (id, conversation_id, channel_id, provider_id, sender_kind, sender_name, type, text, content, at, received_at, unsent_at)
          select value ->> 'id', ?, ?, value ->> 'id', value ->> 'kind', value ->> 'name', value ->> 'type', value ->> 'text',
            value ->> 'content', value ->> 'at', value ->> 'at', value ->> 'unsent' from json_each(?)`,
        args: [conversationId, channelId, JSON.stringify(rows.slice(from, from + 1000))],
      },
    ]);
  }
}
