import { sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { EventItem, LinkedPanel, NoteItem, TagOnContact } from "../../../shared/schemas/panel.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { prepare } from "../../db/statement.ts";
import { historyIncomplete } from "../conversations/history.ts";
import { eventsOf } from "../events/item.ts";
import { notesOf } from "../notes/item.ts";
import type { Position } from "../page.ts";
import { type ProvenanceRow, provenanceOf } from "../profile/field.ts";
import { tagsOf } from "../tags/on-contact.ts";
import { type RefValues, resolved } from "./resolve.ts";
import { type HintValues, type Suggested, suggested } from "./suggest.ts";

const p = sql.placeholder;

type Values = RefValues &
  HintValues &
  Position & {
    /** What whoever asks has on screen. */
    knownContact: string | null;
    knownVersion: number | null;
  };

/** The contact, and how the conversation was tied to it. */
export interface Head {
  id: string;
  customerId: string;
  version: number;
  externalId: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  memberNo: string | null;
  pictureUrl: string | null;
  unsubscribedByCustomerAt: number | null;
  channelId: string;
  channelKind: ChannelKind;
  channelAccount: string;
  channelName: string;
  linkMethod: LinkedPanel["link"]["method"];
  linkAuthor: string | null;
  linkAt: number | null;
  linkIsNew: 0 | 1;
  historyIncomplete: 0 | 1 | null;
}

const head = sql`json_object(
  'id', c.id, 'customerId', c.customer_id, 'version', c.version, 'externalId', c.external_id, 'name', c.name,
  'email', c.email, 'phone', c.phone, 'memberNo', c.member_no, 'pictureUrl', c.picture_url,
  'unsubscribedByCustomerAt', c.unsubscribed_by_customer_at, 'channelId', ch.id, 'channelKind', ch.kind,
  'channelAccount', ch.account_id, 'channelName', ch.name, 'linkMethod', r.method, 'linkAuthor', m.name,
  'linkAt', r.at, 'linkIsNew', r.is_new, 'historyIncomplete', ${historyIncomplete(sql`c.id`, sql`ch.id`)})`;

/** The sections of a linked panel. */
export interface Body {
  provenance: ProvenanceRow[];
  tags: TagOnContact[];
  notes: NoteItem[];
  events: EventItem[];
}

const contactId = sql`c.id`;
const body = sql`json_object(
  'provenance', ${jsonArrayOf(provenanceOf(contactId))}, 'tags', ${jsonArrayOf(tagsOf(contactId))},
  'notes', ${jsonArrayOf(notesOf(contactId))}, 'events', ${jsonArrayOf(eventsOf(contactId))})`;

/**
 * One row, JSON in each column, null where it does not apply: `head` when the conversation resolves,
 * `body` unless that version is known already, `suggested` when it does not resolve.
 *
 * It is one statement since most of its time is its compilation: resolving in each of seven
 * statements took 2.1 ms, once for all of them 0.9 ms.
 */
export const selectPanel = prepare<
  Values,
  { head: string | null; body: string | null; suggested: string | null }
>(sql`
  with ${resolved}
  select
    case when c.id is not null then ${head} end as head,
    case when c.id is not null and not (c.id is ${p("knownContact")} and c.version is ${p("knownVersion")})
      then ${body} end as body,
    case when c.id is null then ${suggested} end as suggested
  from (select 1) left join resolved r left join contact c on c.id = r.contact_id
  left join channel ch on ch.id = c.channel_id left join member m on m.id = r.author_id`);

/** The row's JSON, read. */
export const panelRow = (row: {
  head: string | null;
  body: string | null;
  suggested: string | null;
}): { head: Head | null; body: Body | null; suggested: Suggested | null } => ({
  head: JSON.parse(row.head ?? "null") as Head | null,
  body: JSON.parse(row.body ?? "null") as Body | null,
  suggested: JSON.parse(row.suggested ?? "null") as Suggested | null,
});
