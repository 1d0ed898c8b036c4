import { sql } from "drizzle-orm";
import { ExportPage } from "../../../shared/schemas/exports.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { marksOf, readMarks } from "../conversations/marks.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";
import type { Said } from "./content.ts";

/** Rows in one batch: about 5 ms of an embedded database's thread. */
export const PAGE = 1000;

export interface ExportRow extends Said {
  seq: number;
  /** UTC ms. */
  at: number;
  sender: "customer" | "agent" | "bot";
  name: string | null;
}

interface Stored extends Omit<ExportRow, "content" | "unsent" | "marks"> {
  /** JSON; null where it is empty. */
  content: string | null;
  unsent: 0 | 1;
  /** JSON. */
  marks: string;
}

const p = sql.placeholder;

type Values = { contactId: string; at: number; seq: number; lastSeq: number; limit: number };

const living = sql`c.contact_id = ${p("contactId")} and c.deleted_at is null and k.deleted_at is null`;

const selectLiving = prepare<{ contactId: string }, { name: string | null }>(sql`
  select k.name from conversation c join contact k on k.id = c.contact_id where ${living}`);

/** Oldest first, after the row (at, seq). A message keeps its sender's name; the customer's is the one of now. */
export const selectRows = prepare<Values, Stored>(sql`
  select m.seq, m.at, m.sender_kind as sender, m.sender_name as name, m.type, m.text,
    case when m.content <> '{}' then m.content end as content, m.unsent_at is not null as unsent,
    ${marksOf(sql`m`, sql`c`)} as marks
  from conversation c join contact k on k.id = c.contact_id
    join message m on m.conversation_id = c.id
  where ${living} and (m.at, m.seq) > (${p("at")}, ${p("seq")}) and m.seq <= ${p("lastSeq")}
  order by m.at, m.seq limit ${p("limit")}`);

/**
 * The next rows of an export, fewer than PAGE at its end. Each page asks for session, right and module
 * again, and for the conversation: one that is deleted meanwhile gives nothing more.
 *
 * @throws {Failure} NOT_FOUND once the conversation is deleted
 */
export const readExportPage = readVerb({
  name: "conversations.exportPage",
  permission: "conversation:export",
  module: "export",
  input: ExportPage,
  async run(ctx, { contactId, after, lastSeq }): Promise<ExportRow[]> {
    const [at, seq] = after ? [after.at, after.seq] : [-1, -1];
    const { rows } = await read(ctx, [
      selectLiving({ contactId }),
      selectRows({ contactId, at, seq, lastSeq, limit: PAGE }),
    ]);
    const [[customer], messages] = rows;
    if (!customer) throw new Failure("NOT_FOUND");
    return messages.map((message) => ({
      seq: message.seq,
      at: message.at,
      sender: message.sender,
      name: message.sender === "customer" ? (customer.name ?? message.name) : message.name,
      type: message.type,
      text: message.text,
      content: message.content === null ? null : (JSON.parse(message.content) as Record<string, unknown>),
      unsent: message.unsent === 1,
      marks: readMarks(message.marks),
    }));
  },
});
