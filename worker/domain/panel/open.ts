import { sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import { asRegion } from "../../../shared/phone.ts";
import {
  type LinkedPanel,
  type NoteItem,
  PanelOpen,
  type PanelView,
  type TagOnContact,
} from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { eventPage, type EventRow, eventsOf } from "../events/item.ts";
import { notePage, notesOf } from "../notes/item.ts";
import { FIRST } from "../page.ts";
import { phoneField, profileField, type ProvenanceRow, provenanceOf } from "../profile/field.ts";
import { tagsOf } from "../tags/on-contact.ts";
import { readVerb } from "../verb.ts";
import { learnLink } from "./learn-link.ts";
import { refValues, type RefValues, resolved } from "./resolve.ts";
import { suggestions, suggestStatements } from "./suggest.ts";
import { panelMember, selectViewer } from "./viewer.ts";

const p = sql.placeholder;

type Values = RefValues & { knownContact: string | null; knownVersion: number | null };

/** The resolved contact, or null when whoever asks knows its newest version: then nothing more is read. */
const shown = sql`(select r.contact_id from resolved r join contact c on c.id = r.contact_id
  where not (c.id is ${p("knownContact")} and c.version is ${p("knownVersion")}))`;

interface Head {
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
  historyIncomplete: 0 | 1;
}

const selectHead = prepare<Values, Head>(sql`
  with ${resolved}
  select c.id, c.customer_id as "customerId", c.version, c.external_id as "externalId", c.name, c.email, c.phone,
    c.member_no as "memberNo", c.picture_url as "pictureUrl",
    c.unsubscribed_by_customer_at as "unsubscribedByCustomerAt",
    ch.id as "channelId", ch.kind as "channelKind", ch.account_id as "channelAccount", ch.name as "channelName",
    r.method as "linkMethod", m.name as "linkAuthor", r.at as "linkAt", r.is_new as "linkIsNew",
    ch.kind = 'line' and exists (select 1 from channel_route cr join connection n on n.id = cr.connection_id
      where cr.channel_id = ch.id and n.kind = 'line') as "historyIncomplete"
  from resolved r join contact c on c.id = r.contact_id join channel ch on ch.id = c.channel_id
  left join member m on m.id = r.author_id`);

const selectProvenance = prepare<Values, ProvenanceRow>(sql`with ${resolved} ${provenanceOf(shown)}`);
const selectTags = prepare<Values, TagOnContact>(sql`with ${resolved} ${tagsOf(shown)}`);
const selectNotes = prepare<Values & typeof FIRST, NoteItem>(sql`with ${resolved} ${notesOf(shown)}`);
const selectEvents = prepare<Values & typeof FIRST, EventRow>(sql`with ${resolved} ${eventsOf(shown)}`);

/**
 * Everything the panel paints for the conversation that is open, in one batch. The database resolves
 * the conversation and each statement takes its contact from there, so no second round trip is needed.
 *
 * What a page taught (`linkMethod` page) is stored after the answer: the opening stays a read, costs
 * one round trip, and later pages that show no identity still resolve.
 */
export const openPanel = readVerb({
  name: "panel.open",
  permission: "panel:read",
  input: PanelOpen,
  async run(ctx, { ref, known }): Promise<PanelView> {
    const values: Values = {
      ...refValues(ref),
      knownContact: known?.contactId ?? null,
      knownVersion: known?.version ?? null,
    };
    const { acting, rows } = await read(ctx, [
      selectViewer({ accessHash: ctx.actor.kind === "member" ? ctx.actor.accessHash : "" }),
      selectHead(values),
      selectProvenance(values),
      selectTags(values),
      selectNotes({ ...values, ...FIRST }),
      selectEvents({ ...values, ...FIRST }),
      ...suggestStatements(ref.hints, values),
    ]);
    const [viewers, heads, provenance, tags, notes, events, ...suggested] = rows;
    const [viewer] = viewers;
    const [head] = heads;
    const member = panelMember(acting, viewer);
    const region = asRegion(JSON.parse(viewer?.region ?? "null"));
    if (!head) return { state: "unlinked", member, candidates: suggestions(ref.hints, suggested, region) };
    if (head.linkIsNew) ctx.after?.(() => learnLink(ctx, { ref, contactId: head.id }));
    if (head.id === known?.contactId && head.version === known.version) {
      return { state: "unchanged", contactId: head.id, version: head.version };
    }
    const from = (field: string) => provenance.find((row) => row.field === field);
    return {
      state: "linked",
      member,
      contact: {
        id: head.id,
        customerId: head.customerId,
        version: head.version,
        channel: {
          id: head.channelId,
          kind: head.channelKind,
          accountId: head.channelAccount,
          name: head.channelName,
        },
        externalId: head.externalId,
        pictureUrl: head.pictureUrl,
        profile: {
          name: profileField(head.name, from("name")),
          email: profileField(head.email, from("email")),
          phone: phoneField(head.phone, from("phone"), { region, locked: head.channelKind === "whatsapp" }),
          memberNo: profileField(head.memberNo, from("member_no")),
        },
        unsubscribedByCustomerAt: head.unsubscribedByCustomerAt,
      },
      link: { method: head.linkMethod, authorName: head.linkAuthor, at: head.linkAt ?? ctx.now },
      historyIncomplete: head.historyIncomplete === 1,
      tags,
      notes: notePage(notes),
      events: eventPage(events),
    };
  },
});
