import { BOM, csvRow } from "../../../shared/csv.ts";
import type { ExportLanguage } from "../../../shared/schemas/exports.ts";
import { zonedTime } from "../../../shared/zoned-time.ts";
import type { Actor, Call } from "../ctx.ts";
import { type Begun, beginExport } from "./begin.ts";
import { contentOf } from "./content.ts";
import { type ExportRow, PAGE, readExportPage } from "./page.ts";
import { WORDS, type Words } from "./words.ts";

/** A conversation on its way into a file. */
export interface ConversationFile {
  /** Messages in it. */
  total: number;
  /**
   * Texts of at most PAGE records each, read from the database as they are asked for. Ends after the last
   * one was taken; throws a Failure when the session, the right, the module or the conversation is gone.
   */
  parts: AsyncGenerator<string, void>;
}

export interface FileOptions {
  contactId: string;
  language: ExportLanguage;
  /** The address it will be mailed to. */
  to?: string;
  /** Runs once every part was taken, before the file ends. */
  end?: (call: Call) => Promise<unknown>;
}

/**
 * A whole conversation as CSV: time, sent by, name, content.
 *
 * @param callAt a call made anew for each batch: with the clock of then, and acting as `actor` when given
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN, MODULE_OFF, NOT_FOUND, MAIL_REFUSED
 */
export async function conversationFile(
  callAt: (actor?: Actor) => Call,
  { contactId, language, to, end }: FileOptions,
): Promise<ConversationFile> {
  const begun = await beginExport({ ...callAt(), operationId: undefined }, { contactId, to });
  // An access token may end, or be renewed, while a long file is still on its way; the session may not.
  const actor: Actor | undefined =
    begun.sessionId === null ? undefined : { kind: "session", sessionId: begun.sessionId };
  async function* parts() {
    yield BOM + csvRow(WORDS[language].columns);
    yield* pages(() => callAt(actor), contactId, begun, WORDS[language]);
    await end?.(callAt(actor));
  }
  return { total: begun.total, parts: parts() };
}

async function* pages(
  call: () => Call,
  contactId: string,
  { lastSeq, timeZone }: Begun,
  words: Words,
): AsyncGenerator<string, void> {
  const time = zonedTime(timeZone);
  let after: { at: number; seq: number } | undefined;
  for (;;) {
    const rows: ExportRow[] = await readExportPage(call(), { contactId, lastSeq, after });
    const last = rows.at(-1);
    if (last) yield rows.map((row) => recordOf(row, time, words)).join("");
    if (!last || rows.length < PAGE) return;
    after = { at: last.at, seq: last.seq };
  }
}

const recordOf = (row: ExportRow, time: (at: number) => string, words: Words): string =>
  csvRow([time(row.at), words[row.sender], row.name ?? "", contentOf(row, words)]);
