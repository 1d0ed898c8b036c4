import { sql } from "drizzle-orm";
import { type ExportOptions, ExportOptionsOf } from "../../../shared/schemas/exports.ts";
import { settingOf } from "../../../shared/schemas/settings.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

const select = prepare<
  { contactId: string },
  { messages: number; domains: string | null; lastRecipient: string | null }
>(sql`
  select (select count(*) from message m where m.conversation_id = c.id) as messages,
    (select value from setting where name = 'mailDomains') as domains,
    (select recipient from mail where conversation_id = c.id order by created_at desc limit 1) as "lastRecipient"
  from conversation c join contact k on k.id = c.contact_id
  where c.contact_id = ${p("contactId")} and c.deleted_at is null and k.deleted_at is null`);

/** What a member can choose from before they export. It is about the team's own addresses: never masked. */
export const exportOptions = readVerb({
  name: "conversations.exportOptions",
  permission: "conversation:export",
  module: "export",
  unmasked: "team",
  input: ExportOptionsOf,
  async run(ctx, { contactId }): Promise<ExportOptions> {
    const { acting, rows } = await read(ctx, [select({ contactId })]);
    const [found] = rows[0];
    if (!found) throw new Failure("NOT_FOUND");
    return {
      messages: found.messages,
      mail: ctx.mails === true,
      domains: settingOf("mailDomains", found.domains ?? undefined),
      ownAddress: acting.email,
      lastRecipient: found.lastRecipient,
    };
  },
});
