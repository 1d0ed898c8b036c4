import { sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { ExportState } from "../../../shared/schemas/exports.ts";
import type { DeletionItem } from "../../../shared/schemas/conversations.ts";
import type { AttributeItem } from "../../../shared/schemas/attributes.ts";
import type { BindingItem } from "../../../shared/schemas/bindings.ts";
import type { CrmView } from "../../../shared/schemas/crm.ts";
import type { PersonSuggestion } from "../../../shared/schemas/customers.ts";
import type { OmoBinding } from "../../../shared/schemas/omo.ts";
import type { BoundChannel, LastTimes, Recurring } from "../../../shared/schemas/channels.ts";
import type { PresenceView } from "../../../shared/schemas/presence.ts";
import type { EventItem, LinkedPanel, NoteItem, TagOnContact } from "../../../shared/schemas/panel.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { prepare } from "../../db/statement.ts";
import { activeJson } from "../conversations/active.ts";
import { newestDeletionOf } from "../conversations/deletion.ts";
import { historyIncomplete } from "../conversations/history.ts";
import type { StoredStatus } from "../conversations/set-active.ts";
import { exportStateOf } from "../export/state.ts";
import { attributesOf } from "../attributes/item.ts";
import { bindingsOf, recurringOf } from "../bindings/current.ts";
import { acrossOf, channelsOf, contextOf } from "../bound-channels/bound.ts";
import { crmOf } from "../crm/current.ts";
import { memberNoOf, personOf, type StoredPerson } from "../customers/person.ts";
import { suggestionsOf } from "../customers/suggestions.ts";
import { omoOf } from "../omo/current.ts";
import { eventsOf } from "../events/item.ts";
import { notesOf } from "../notes/item.ts";
import { type OrderRows, orderRowsOf, type OrderWindow } from "../orders/view.ts";
import { masksOfRole, type Secret, secretsOf } from "../masking/policy.ts";
import type { Position } from "../page.ts";
import { hasLapsed, pageOf } from "../presence/page.ts";
import { type ProvenanceRow, provenanceOf } from "../profile/field.ts";
import { tagsOf } from "../tags/on-contact.ts";
import { deletedHere, type RefValues, resolved } from "./resolve.ts";
import { type HintValues, type Suggested, suggested } from "./suggest.ts";

const p = sql.placeholder;

type Values = RefValues &
  HintValues &
  OrderWindow &
  Position & {
    /** Of whoever asks; empty when no member's session does. */
    accessHash: string;
    /** What whoever asks has on screen. */
    knownContact: string | null;
    knownVersion: number | null;
    knownContext: string | null;
    /** UTC ms. */
    now: number;
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
  channelFailing: 0 | 1;
  linkMethod: LinkedPanel["link"]["method"];
  linkAuthor: string | null;
  linkAt: number | null;
  linkIsNew: 0 | 1;
  historyIncomplete: 0 | 1 | null;
  context: string;
}

/** The provider no longer takes the access token of a way to the channel: what it is asked for does not come. */
const channelFailing = sql`exists (
  select 1 from channel_route cr join connection n on n.id = cr.connection_id
  where cr.channel_id = c.channel_id and n.state = 'failing' and coalesce(cr.state_reason, n.state_reason) is not null
    and (cr.state_reason is not null or not exists (
      select 1 from channel_route o where o.connection_id = n.id and o.state_reason is not null)))`;

const context = sql`(${contextOf(sql`c.id`, sql`c.customer_id`)} || '/' || ${channelFailing})`;

const head = sql`json_object(
  'id', c.id, 'customerId', c.customer_id, 'version', c.version, 'externalId', c.external_id, 'name', c.name,
  'email', c.email, 'phone', c.phone, 'memberNo', c.member_no, 'pictureUrl', c.picture_url,
  'unsubscribedByCustomerAt', c.unsubscribed_by_customer_at, 'channelId', ch.id, 'channelKind', ch.kind,
  'channelAccount', ch.account_id, 'channelName', ch.name, 'channelFailing', ${channelFailing}, 'linkMethod', r.method, 'linkAuthor', m.name,
  'linkAt', r.at, 'linkIsNew', r.is_new, 'context', ${context}, 'historyIncomplete', ${historyIncomplete(sql`c.id`, sql`ch.id`)})`;

/** The sections of a linked panel. */
export interface Body {
  provenance: ProvenanceRow[];
  tags: TagOnContact[];
  notes: NoteItem[];
  events: EventItem[];
  page: PresenceView | null;
  orders: OrderRows;
  channels: BoundChannel[];
  across: LastTimes;
  person: StoredPerson | null;
  suggestions: PersonSuggestion[];
  bindings: BindingItem[];
  recurring: Recurring;
  omo: OmoBinding | null;
  crm: CrmView | null;
  attributes: AttributeItem[];
  active: StoredStatus;
  export: ExportState | null;
  /** What may have to be masked; null when whoever asks sees nothing masked. */
  secrets: Secret[] | null;
}

const contactId = sql`c.id`;

/** Whoever acts without a session of their own is taken for a role that does, where any role is masked. */
const seesMasked = sql`exists (select 1 from setting where name = 'masking') and (${p("accessHash")} = '' or exists (
  select 1 from session sn join member sm on sm.id = sn.member_id
  where sn.access_hash = ${p("accessHash")} and coalesce(${masksOfRole(sql`sm.role`)}, '[]') <> '[]'))`;

const body = sql`json_object(
  'secrets', json(case when ${seesMasked} then ${secretsOf(contactId)} end),
  'provenance', ${jsonArrayOf(provenanceOf(contactId))}, 'tags', ${jsonArrayOf(tagsOf(contactId))},
  'notes', ${jsonArrayOf(notesOf(contactId))}, 'events', ${jsonArrayOf(eventsOf(contactId))},
  'page', json(${pageOf(contactId)}), 'orders', ${orderRowsOf(memberNoOf(sql`c`))},
  'channels', ${jsonArrayOf(channelsOf(contactId, sql`c.customer_id`))}, 'across', ${acrossOf(sql`c.customer_id`)},
  'person', json(${personOf(sql`c.customer_id`)}), 'suggestions', ${jsonArrayOf(suggestionsOf(sql`c.customer_id`))},
  'bindings', ${jsonArrayOf(bindingsOf(contactId))}, 'recurring', ${recurringOf(sql`c`)},
  'omo', ${omoOf(contactId, sql`ch.kind`)}, 'crm', ${crmOf(sql`c`)},
  'attributes', ${jsonArrayOf(attributesOf(contactId))},
  'active', json(${activeJson(contactId)}), 'export', json(${exportStateOf(contactId)}))`;

/**
 * One row, JSON in each column, null where it does not apply: `head` when the conversation resolves,
 * `body` unless that version is known already, `suggested` when it does not resolve, and `deleted` beside it
 * when whom it would resolve to was deleted.
 *
 * It is one statement since most of its time is its compilation: resolving in each of seven
 * statements took 2.1 ms, once for all of them 0.9 ms.
 */
export const selectPanel = prepare<
  Values,
  { head: string | null; body: string | null; suggested: string | null; deleted: string | null }
>(sql`
  with ${resolved}
  select
    case when c.id is not null then ${head} end as head,
    case when c.id is not null and not (c.id is ${p("knownContact")} and c.version is ${p("knownVersion")}
      and (${p("knownContext")} is null or ${p("knownContext")} = ${context}) and not ${hasLapsed(contactId)})
      then ${body} end as body,
    case when c.id is null then ${suggested} end as suggested,
    case when c.id is null then ${newestDeletionOf(deletedHere)} end as deleted
  from (select 1) left join resolved r left join contact c on c.id = r.contact_id
  left join channel ch on ch.id = c.channel_id left join member m on m.id = r.author_id`);

/** The row's JSON, read. */
export const panelRow = (row: {
  head: string | null;
  body: string | null;
  suggested: string | null;
  deleted: string | null;
}): { head: Head | null; body: Body | null; suggested: Suggested | null; deleted: DeletionItem | null } => ({
  head: JSON.parse(row.head ?? "null") as Head | null,
  body: JSON.parse(row.body ?? "null") as Body | null,
  suggested: JSON.parse(row.suggested ?? "null") as Suggested | null,
  deleted: JSON.parse(row.deleted ?? "null") as DeletionItem | null,
});
