import { sql } from "drizzle-orm";
import * as v from "valibot";
import { EXPORT_LANGUAGES, type ExportLanguage } from "../../../shared/schemas/exports.ts";
import { id } from "../../../shared/text.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { sha256, write } from "../batch.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { requireContact } from "../guards.ts";
import { writeVerb } from "../verb.ts";
import { requireAddress } from "./mail-address.ts";

const p = sql.placeholder;

const insertLink = prepare<{
  tokenHash: string;
  contactId: string;
  language: string;
  now: number;
  until: number;
}>(sql`
  insert into export_link (token_hash, conversation_id, language, created_by, created_at, expires_at)
  select ${p("tokenHash")}, id, ${p("language")}, (select member_id from guard), ${p("now")}, ${p("until")}
  from conversation where contact_id = ${p("contactId")}`);

/**
 * A link for a mail that is about to go out; only its hash is kept.
 *
 * @throws {Failure} MAIL_REFUSED when the workspace has taken the address away meanwhile
 */
export const makeExportLink = writeVerb({
  name: "conversations.exportLink",
  permission: "conversation:export",
  module: "export",
  input: v.object({
    contactId: id,
    to: v.string(),
    tokenHash: v.string(),
    language: v.picklist(EXPORT_LANGUAGES),
    until: v.number(),
  }),
  run(ctx, { contactId, to, tokenHash, language, until }): Promise<void> {
    return write(ctx, {
      input: { contactId },
      target: contactId,
      refused: { condition_met: new Failure("MAIL_REFUSED") },
      statements: [
        requireContact({ contactId }),
        requireAddress({ to }),
        insertLink({ tokenHash, contactId, language, now: ctx.now, until }),
      ],
    });
  },
});

const sent = prepare<{ mailId: string; now: number }>(sql`
  update mail set state = 'sent', error = null, sent_at = ${p("now")}, attempts = attempts + 1
  where id = ${p("mailId")}`);

/** The mail with a link has gone out. What it links to counts as exported once it is fetched. */
export const recordLinkMailed = writeVerb({
  name: "conversations.exportLinkMailed",
  permission: "conversation:export",
  input: v.object({ mailId: id, contactId: id }),
  run(ctx, input): Promise<void> {
    const { mailId, contactId } = input;
    return write(ctx, {
      input,
      target: contactId,
      statements: [
        sent({ mailId, now: ctx.now }),
        ...recordEvent(ctx.now, contactId, "conversation.export_mailed", {}),
      ],
    });
  },
});

/** A link that still works. */
export interface ExportLink {
  tokenHash: string;
  contactId: string;
  /** Whoever asked for it: the file is made on their behalf, and not without their right. */
  memberId: string;
  language: ExportLanguage;
  /** UTC ms. */
  expiresAt: number;
}

const select = prepare<{ tokenHash: string; now: number }, ExportLink>(sql`
  select l.token_hash as "tokenHash", c.contact_id as "contactId", l.created_by as "memberId", l.language,
    l.expires_at as "expiresAt"
  from export_link l join conversation c on c.id = l.conversation_id join contact k on k.id = c.contact_id
  where l.token_hash = ${p("tokenHash")} and l.fetched_at is null and l.expires_at > ${p("now")}
    and c.deleted_at is null and k.deleted_at is null`);

/** Null for one that was used, has ended, or never was. */
export async function findExportLink(db: Database, now: number, token: string): Promise<ExportLink | null> {
  const statement = select({ tokenHash: sha256(token), now });
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]) ?? null;
}
