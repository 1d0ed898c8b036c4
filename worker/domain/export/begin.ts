import { sql } from "drizzle-orm";
import { ExportBegin } from "../../../shared/schemas/exports.ts";
import { settingOf } from "../../../shared/schemas/settings.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { requireContact } from "../guards.ts";
import { accessHashOf } from "../sessions/own.ts";
import { writeVerb } from "../verb.ts";
import { requireAddress } from "./mail-address.ts";

const p = sql.placeholder;

/** What an export is from its first row to its last. */
export interface Begun {
  /** Messages in it. */
  total: number;
  /** `message.seq` of the newest one: what comes later is not part of it. */
  lastSeq: number;
  /** IANA name. */
  timeZone: string;
  /** Whose session it is; null when it runs on a member's behalf. */
  sessionId: string | null;
}

const result = prepare<{ contactId: string; accessHash: string }, { result: string }>(sql`
  select json_object('total', count(*), 'lastSeq', coalesce(max(m.seq), 0),
    'timeZone', (select value from setting where name = 'timeZone'),
    'sessionId', (select id from session where access_hash = ${p("accessHash")})) as result
  from conversation c join message m on m.conversation_id = c.id where c.contact_id = ${p("contactId")}`);

/**
 * The first batch of an export. It is a write, since who took a conversation out is in the audit even
 * when they stop just before its end.
 *
 * @throws {Failure} NOT_FOUND; MAIL_REFUSED when it is for an address the workspace does not allow
 */
export const beginExport = writeVerb({
  name: "conversations.beginExport",
  permission: "conversation:export",
  module: "export",
  input: ExportBegin,
  run(ctx, input): Promise<Begun> {
    const { contactId, to } = input;
    return write(ctx, {
      input,
      target: contactId,
      refused: { condition_met: new Failure("MAIL_REFUSED") },
      statements: [requireContact({ contactId }), ...(to ? [requireAddress({ to })] : [])],
      result: result({ contactId, accessHash: accessHashOf(ctx) }),
      decode: (stored) => {
        const { timeZone, ...rest } = stored as Begun & { timeZone: string | null };
        return { ...rest, timeZone: settingOf("timeZone", timeZone ?? undefined) };
      },
    });
  },
});
