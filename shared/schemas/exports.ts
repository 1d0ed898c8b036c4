import * as v from "valibot";
import { id } from "../text.ts";
import { email } from "./members.ts";

/** The language of an exported file and of a mail. */
export const EXPORT_LANGUAGES = ["en", "zh-TW"] as const;
export type ExportLanguage = (typeof EXPORT_LANGUAGES)[number];
const language = v.picklist(EXPORT_LANGUAGES, "INVALID_INPUT");

/** `POST /w/:workspace/files/conversation.csv`; a repeat with the same operation id counts as one export. */
export const ConversationCsv = v.object({ contactId: id, language, operationId: id });
export type ConversationCsv = v.InferOutput<typeof ConversationCsv>;

/** The header of that answer with the number of messages in the file. */
export const EXPORT_TOTAL = "X-Export-Total";

export const ExportBegin = v.object({ contactId: id, to: v.optional(v.string()) });
export const ExportPage = v.object({
  contactId: id,
  /** The last row of the page before. */
  after: v.optional(v.object({ at: v.number(), seq: v.number() })),
  lastSeq: v.number(),
});
export const ExportFinish = v.object({
  contactId: id,
  /** How it left: as a file, in a mail, or through a mailed link. */
  via: v.picklist(["file", "mail", "link"]),
  /** `export_link.token_hash` */
  link: v.optional(v.string()),
  /** `mail.id` */
  mail: v.optional(id),
});

/** `attachment` turns into a link where the file is larger than a mail should be. */
export const MAIL_FORMS = ["attachment", "link"] as const;
export type MailForm = (typeof MAIL_FORMS)[number];

export const ExportByMail = v.object({
  contactId: id,
  to: email,
  form: v.picklist(MAIL_FORMS, "INVALID_INPUT"),
  language,
});
export type ExportByMail = v.InferOutput<typeof ExportByMail>;

export const ExportOptionsOf = v.object({ contactId: id });
export const MailRetry = v.object({ mailId: id });

/** How long a mailed link works, ms. */
export const EXPORT_LINK_LIVES = 86_400_000;

/** Why a mail has not gone out; `busy` and `refused` carry the answer's code: `refused_550`. */
export const MAIL_PROBLEMS = [
  "unreachable",
  "busy",
  "refused",
  "sign_in",
  "no_tls",
  "mail_off",
  "forbidden",
  "gone",
  "module_off",
  "address",
] as const;

/** Where a mail stands. */
export interface MailState {
  id: string;
  state: "waiting" | "sent" | "failed";
  /** See MAIL_PROBLEMS; null while nothing went wrong. */
  problem: string | null;
  /** UTC ms. */
  at: number;
}

/** What the panel says of exports: when the last one was, by whom, and the newest mail with one. */
export interface ExportState {
  /** UTC ms; null when there was none. */
  lastAt: number | null;
  lastByName: string | null;
  mail: MailState | null;
}

/** What a member can choose from. */
export interface ExportOptions {
  messages: number;
  /** False: this server sends no mail. */
  mail: boolean;
  /** Where a mail may go; none: to `ownAddress` only. */
  domains: string[];
  ownAddress: string;
  /** Whom the newest mail went to, or is to go to. */
  lastRecipient: string | null;
}
