import type { CountryCode } from "libphonenumber-js/min";
import { asRegion, displayPhone } from "../../../shared/phone.ts";
import type { PersonView } from "../../../shared/schemas/customers.ts";
import { type LinkedPanel, PanelOpen, type PanelView } from "../../../shared/schemas/panel.ts";
import { settingOf } from "../../../shared/schemas/settings.ts";
import { read } from "../batch.ts";
import { statusOf } from "../conversations/set-active.ts";
import type { StoredPerson } from "../customers/person.ts";
import { joinView } from "../customers/why.ts";
import { eventPage } from "../events/item.ts";
import { notePage } from "../notes/item.ts";
import { orderWindow, ordersView } from "../orders/view.ts";
import { FIRST } from "../page.ts";
import { phoneField, profileField } from "../profile/field.ts";
import { readVerb } from "../verb.ts";
import { learnLink } from "./learn-link.ts";
import { refValues } from "./resolve.ts";
import { type Body, type Head, panelRow, selectPanel } from "./select.ts";
import { hintValues, suggestions } from "./suggest.ts";
import { panelMember, selectViewer } from "./viewer.ts";

/**
 * Everything the panel paints for the conversation that is open, in one batch: the database resolves
 * the conversation itself, so no second round trip is needed.
 *
 * What a page taught (link method `page`) is stored after the answer: the opening stays a read, costs
 * one round trip, and later pages that show no identity still resolve.
 */
export const openPanel = readVerb({
  name: "panel.open",
  permission: "panel:read",
  input: PanelOpen,
  async run(ctx, { ref, known }): Promise<PanelView> {
    const accessHash = ctx.actor.kind === "member" ? ctx.actor.accessHash : "";
    const { acting, rows } = await read(ctx, [
      selectViewer({ accessHash }),
      selectPanel({
        accessHash,
        ...refValues(ref),
        ...hintValues(ref.hints),
        ...FIRST,
        ...orderWindow(ctx.now),
        knownContact: known?.contactId ?? null,
        knownVersion: known?.version ?? null,
        knownContext: known?.context ?? null,
        now: ctx.now,
      }),
    ]);
    const [[viewer], [row]] = rows;
    if (!row) throw new Error("the panel's statement answers one row");
    const { head, body, suggested, deleted } = panelRow(row);
    const member = panelMember(acting, viewer);
    const region = asRegion(JSON.parse(viewer?.region ?? "null"));
    if (deleted) return { state: "deleted", member, deletion: deleted };
    if (suggested) {
      return { state: "unlinked", member, candidates: suggestions(ref.hints, suggested, region, ctx.policy) };
    }
    if (!head) throw new Error("the panel's statement answers a contact or suggestions");
    if (head.linkIsNew) ctx.after?.(() => learnLink(ctx, { ref, contactId: head.id }));
    if (!body) return { state: "unchanged", contactId: head.id, version: head.version };
    ctx.policy.secrets.push(...(body.secrets ?? []));
    const from = (field: string) => body.provenance.find((value) => value.field === field);
    const locked = head.channelKind === "whatsapp";
    return {
      state: "linked",
      member,
      contact: {
        ...contactOf(head),
        profile: {
          name: profileField(head.name, from("name")),
          email: profileField(head.email, from("email")),
          phone: phoneField(head.phone, from("phone"), { region, locked }),
          memberNo: profileField(head.memberNo, from("member_no")),
        },
      },
      link: { method: head.linkMethod, authorName: head.linkAuthor, at: head.linkAt ?? ctx.now },
      active: statusOf(body.active),
      export: body.export ?? NO_EXPORT,
      historyIncomplete: head.historyIncomplete === 1,
      orders: ordersView(body.orders, {
        memberNo: head.memberNo ?? body.person?.memberNo ?? null,
        channel: head.channelKind,
        modules: member.modules,
        now: ctx.now,
      }),
      page: body.page,
      person: personView(body.person, region),
      channels: body.channels.map((channel) => ({
        ...channel,
        join: channel.join && joinView(channel.join),
      })),
      suggestions: member.permissions.includes("customer:merge") ? body.suggestions : [],
      context: head.context,
      timeZone: settingOf("timeZone", viewer?.timeZone ?? undefined),
      ...listsOf(body),
    };
  },
});

const personView = (person: StoredPerson | null, region: CountryCode): PersonView | null =>
  person && { ...person, phoneDisplay: person.phone === null ? null : displayPhone(person.phone, region) };

/** A contact nobody has written with yet. */
const NO_EXPORT: LinkedPanel["export"] = { lastAt: null, lastByName: null, mail: null };

const contactOf = (head: Head): Omit<LinkedPanel["contact"], "profile"> => ({
  id: head.id,
  customerId: head.customerId,
  version: head.version,
  channel: {
    id: head.channelId,
    kind: head.channelKind,
    accountId: head.channelAccount,
    name: head.channelName,
    ...(head.channelFailing === 1 ? { failing: true as const } : {}),
  },
  externalId: head.externalId,
  pictureUrl: head.pictureUrl,
  unsubscribedByCustomerAt: head.unsubscribedByCustomerAt,
});

const listsOf = ({ tags, notes, events, across, bindings, recurring, omo, crm, attributes }: Body) => ({
  tags,
  notes: notePage(notes),
  events: eventPage(events),
  across,
  bindings,
  recurring,
  omo,
  crm,
  attributes,
});
