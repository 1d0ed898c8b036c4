import type { ReadonlySignal } from "@preact/signals";
import type {
  AttributeEdit,
  AttributeItem,
  AttributeRevert,
  AttributeValueItem,
} from "../../shared/schemas/attributes.ts";
import type { GoTo, InboxPlace } from "../../shared/schemas/channels.ts";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import type {
  Candidate,
  ContactReveal,
  EventItem,
  NoteItem,
  Page,
  PanelOpen,
  PanelView,
  PhoneField,
  ProfileEdit,
  ProfileField,
  Revealed,
  ProfileHistory,
  ProfileRevert,
  ProfileValueItem,
  TagOnContact,
} from "../../shared/schemas/panel.ts";
import type { ActiveStatus, DeletionItem, DeletionPreview } from "../../shared/schemas/conversations.ts";
import type { OrderItem } from "../../shared/schemas/orders.ts";
import type { TagCount } from "../../shared/schemas/tags.ts";
import type { ConversationCsv, ExportByMail, ExportOptions } from "../../shared/schemas/exports.ts";
import type { Comparison, CustomersMerge, Match, Merged, Ties } from "../../shared/schemas/customers.ts";
import type { OmoBinding, OmoChoice } from "../../shared/schemas/omo.ts";
import type { ViewCache } from "../lib/cache.ts";
import type { Watch } from "../lib/download-csv.ts";
import type { Drafts } from "../lib/drafts.ts";
import type { Forget } from "../lib/forget.ts";
import type { ServerLink } from "../lib/host.ts";
import type { OutboxEntry } from "../lib/outbox-entry.ts";
import type { Session } from "../lib/session.ts";

/** A view that is kept and shown: every answer but `unchanged`. */
export type KeptView = Exclude<PanelView, { state: "unchanged" }>;

/** A tag of the team's that matches what is typed, and on how many customers it is. */
export interface TagSuggestion {
  id: string;
  name: string;
  people: number;
}

/** What the panel asks the server. Each throws what `failureOf` reads. */
export interface PanelCalls {
  open(input: PanelOpen): Promise<PanelView>;
  find(text: string, cursor?: string | null): Promise<Page<Candidate>>;
  pin(ref: ConversationRef, contactId: string): Promise<unknown>;
  unpin(ref: ConversationRef): Promise<unknown>;
  suggestTags(input: { contactId: string; text: string }): Promise<TagSuggestion[]>;
  tagFrequency(input: { contactId: string; from: number; to: number }): Promise<TagCount[]>;
  notes(input: { contactId: string; cursor: string | null }): Promise<Page<NoteItem>>;
  events(input: { contactId: string; cursor: string | null }): Promise<Page<EventItem>>;
  orders(input: { contactId: string; cursor: string | null }): Promise<Page<OrderItem>>;
  /** Where another channel's conversation is in the inbox that is open. */
  thread(input: { contactId: string; from: InboxPlace }): Promise<GoTo>;
  profileHistory(input: ProfileHistory): Promise<ProfileValueItem[]>;
  attributeHistory(input: { contactId: string; attributeId: string }): Promise<AttributeValueItem[]>;
  exportOptions(input: { contactId: string }): Promise<ExportOptions>;
  exportCsv(input: ConversationCsv, watch: Watch): Promise<Blob>;
  exportByMail(input: ExportByMail & { operationId: string }): Promise<unknown>;
  retryMail(input: { mailId: string; operationId: string }): Promise<unknown>;
  /** In clear; the reason is kept in the audit. */
  reveal(input: ContactReveal): Promise<Revealed>;
  /** Whom a contact can be bound to (綁定成員). */
  omoChoices(input: { contactId: string }): Promise<OmoChoice[]>;
  omoBind(input: { contactId: string; memberId: string; branchId: string | null }): Promise<OmoBinding>;
  omoUnbind(input: { contactId: string; bindingId: string }): Promise<unknown>;
  omoRestore(input: { contactId: string; bindingId: string }): Promise<OmoBinding>;
  /** A link for the customer to bind this account to their membership with. */
  bindingLink(input: { contactId: string }): Promise<{ url: string }>;
  /** A link for the customer to prove their phone with. */
  phoneLink(input: { contactId: string }): Promise<{ url: string }>;
  /** Two customers side by side, and why a contact is one with others. */
  compareCustomers(input: { contactId: string; otherId: string }): Promise<Comparison>;
  customerTies(input: { contactId: string }): Promise<Ties>;
  mergeCustomers(input: Omit<CustomersMerge, "matched"> & { matched: Match | null }): Promise<Merged>;
  unmergeCustomers(input: { recordId: string; reason: string }): Promise<unknown>;
  splitContact(input: { contactId: string; seen: string; reason: string }): Promise<unknown>;
  tellCustomersApart(input: { contactId: string; otherId: string; apart: boolean }): Promise<unknown>;
  setDataHidden(hidden: boolean): Promise<unknown>;
  setActive(input: { contactId: string; active: boolean }): Promise<ActiveStatus>;
  deletionPreview(contactId: string): Promise<DeletionPreview>;
  deleteConversation(input: { contactId: string; seen: string; typed: string }): Promise<DeletionItem>;
  deletion(deletionId: string): Promise<DeletionItem>;
  restore(deletionId: string): Promise<DeletionItem>;
  eraseNow(input: { deletionId: string; typed: string }): Promise<DeletionItem>;
}

/** The writes that go through the outbox: input without `operationId`, and answer. */
export interface PanelWrites {
  "profile.edit": {
    input: ProfileEdit;
    result: { contactId: string; version: number; field: ProfileField | PhoneField };
  };
  "profile.revert": {
    input: ProfileRevert;
    result: { contactId: string; version: number; field: ProfileField | PhoneField };
  };
  "attributes.edit": { input: AttributeEdit; result: AttributeItem };
  "attributes.revert": { input: AttributeRevert; result: AttributeItem };
  "notes.create": { input: { contactId: string; text: string }; result: NoteItem };
  "notes.edit": { input: { noteId: string; text: string; version: number }; result: NoteItem };
  "notes.delete": { input: { noteId: string; version: number }; result: { noteId: string } };
  "notes.restore": { input: { noteId: string }; result: NoteItem };
  "tags.applyTag": {
    input: { contactId: string; name: string; confirmed: boolean };
    result: TagOnContact;
  };
  "tags.restore": { input: { contactId: string; tagId: string }; result: TagOnContact };
  "tags.remove": { input: { contactId: string; tagId: string }; result: { tagId: string } };
}

export type WriteName = keyof PanelWrites;

/** What the panel uses of the outbox (`lib/outbox.ts`). */
export interface PanelOutbox {
  readonly pending: ReadonlySignal<readonly OutboxEntry[]>;
  /** @throws {CallFailure} when it was refused, or asks for a confirmation */
  send<Name extends WriteName>(
    procedure: Name,
    input: PanelWrites[Name]["input"],
    contactId: string,
  ): Promise<PanelWrites[Name]["result"]>;
  answer(operationId: string, yes: boolean): Promise<void>;
  retry(operationId: string): Promise<void>;
  drop(operationId: string): Promise<void>;
}

/** Everything that belongs to one member in one workspace. */
export interface Desk {
  memberId: string;
  calls: PanelCalls;
  cache: ViewCache;
  outbox: PanelOutbox;
  drafts: Drafts;
  /** A contact was deleted: nothing of them stays in this browser. */
  forget: Forget;
}

/** One workspace as this surface knows it. */
export interface Connection {
  session: Pick<Session, "state" | "signIn" | "signOut">;
  /** The same desk for the same member each time. */
  deskOf(memberId: string): Desk;
}

/** What the panel is given by whoever mounts it. */
export interface Surroundings {
  /** The same connection for the same link each time. */
  connect(link: ServerLink): Connection;
  /** False while the page is not seen: nothing is asked then. */
  visible: ReadonlySignal<boolean>;
  online: ReadonlySignal<boolean>;
  /** UTC ms. */
  now(): number;
  /** Opens another conversation of the inbox; false when the page does not go there. */
  goTo(to: GoTo): Promise<boolean>;
  /** Opens where an inbox is tied to a workspace; null where the panel is no extension. */
  setUp: ((origin: string, account: string | null) => void) | null;
}
