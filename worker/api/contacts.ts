import * as v from "valibot";
import {
  Attribute,
  Channel,
  Contact,
  listOf,
  pageOf,
  Result,
  Results,
} from "../../shared/schemas/api-answers.ts";
import {
  ContactCreate,
  ContactPatch,
  ContactRow,
  ROWS_PER_CALL,
  type RowResult,
} from "../../shared/schemas/contact-put.ts";
import { attributeDefinitions } from "../domain/attributes/definitions.ts";
import { listChannels } from "../domain/connections/channels.ts";
import { ContactLookUp, lookUpContacts } from "../domain/contacts/look-up-whole.ts";
import { findContact } from "../domain/contacts/find.ts";
import { getContact, getContacts } from "../domain/contacts/get.ts";
import { listContacts } from "../domain/contacts/list.ts";
import { putContacts } from "../domain/contacts/put.ts";
import { requiredText } from "../../shared/text.ts";
import { ChangesQuery, fromOf, pageAnswer } from "./lists.ts";
import { route } from "./route.ts";

const one = ({ results }: { results: RowResult[] }): RowResult =>
  results[0] ?? { outcome: "refused", id: null };
const created = (answer: unknown): number => ((answer as RowResult).outcome === "created" ? 201 : 200);

const EXAMPLE = {
  channel_id: "01990000-0000-7000-8000-000000000001",
  external_id: "U4af4980629000000000000000000cafe",
  name: "王小明",
  email: "ming@example.com",
  phone: "0912 345 678",
};

/** Rows are read one by one: each is answered for itself. */
export const rowsOf = v.pipe(
  v.array(v.unknown()),
  v.minLength(1, "INVALID_INPUT"),
  v.maxLength(ROWS_PER_CALL, "TOO_LONG"),
);

const Search = v.union([...ContactLookUp.options, v.strictObject({ text: requiredText(100) })]);

export const contactRoutes = [
  route({
    method: "get",
    path: "/contacts",
    id: "contacts.list",
    tag: "contacts",
    summary: "Contacts by time of change",
    scope: "contacts:read",
    query: ChangesQuery,
    answers: { 200: pageOf(Contact) },
    run: async (call, { query }) => pageAnswer(await listContacts(call, fromOf(query))),
  }),
  route({
    method: "post",
    path: "/contacts",
    id: "contacts.create",
    tag: "contacts",
    summary: "Make a contact",
    description: "One that is there already is refused with ALREADY_EXISTS.",
    scope: "contacts:write",
    body: ContactCreate,
    example: EXAMPLE,
    answers: { 201: Result },
    run: async (call, { body }) => one(await putContacts(call, { mode: "create", rows: [raw(body)] })),
    status: created,
  }),
  route({
    method: "post",
    path: "/contacts/bulk",
    id: "contacts.bulk",
    tag: "contacts",
    summary: `Make and change up to ${ROWS_PER_CALL} contacts`,
    description:
      "Rows by `id` change a contact; rows by `channel_id` and `external_id` make it when nobody is there. One result for each row, in their order.",
    scope: "contacts:write",
    maxBytes: 2_000_000,
    body: v.strictObject({ contacts: rowsOf }),
    documented: v.strictObject({
      contacts: v.pipe(v.array(ContactRow), v.minLength(1), v.maxLength(ROWS_PER_CALL)),
    }),
    example: { contacts: [EXAMPLE] },
    answers: { 200: Results },
    run: (call, { body }) => putContacts(call, { mode: "upsert", rows: body.contacts }),
  }),
  route({
    method: "post",
    path: "/contacts/search",
    id: "contacts.search",
    tag: "contacts",
    summary: "Contacts by a whole value, or by text",
    description:
      "By phone, email, member number or id in the channel, whole: the newest 50. By `text`: as the panel finds them, the best 20. In the body, so that no customer's data is in a URL.",
    scope: "contacts:read",
    body: Search,
    example: { email: "ming@example.com" },
    answers: { 200: listOf(Contact) },
    run: async (call, { body }) => {
      if ("text" in body) {
        const { items } = await findContact(call, { text: body.text });
        return { data: await getContacts(call, { ids: items.map(({ contactId }) => contactId) }) };
      }
      const [by, value] = Object.entries(body).find(([name]) => name !== "channel_id") ?? ["email", ""];
      const channelId = "channel_id" in body ? (body.channel_id ?? null) : null;
      return {
        data: await lookUpContacts(call, { by: by as "email", value: String(value), channelId }),
      };
    },
  }),
  route({
    method: "get",
    path: "/contacts/{contact_id}",
    id: "contacts.get",
    tag: "contacts",
    summary: "A contact",
    scope: "contacts:read",
    answers: { 200: Contact },
    run: (call, { params }) => getContact(call, { contactId: params["contact_id"] ?? "" }),
  }),
  route({
    method: "patch",
    path: "/contacts/{contact_id}",
    id: "contacts.update",
    tag: "contacts",
    summary: "Change a contact",
    description: "What is left out stays as it is; null unsets it. An attribute is named by its id.",
    scope: "contacts:write",
    body: ContactPatch,
    example: { email: null, phone: "+886912345678" },
    answers: { 200: Result },
    run: async (call, { params, body }) =>
      one(await putContacts(call, { mode: "update", rows: [{ ...raw(body), id: params["contact_id"] }] })),
  }),
  route({
    method: "get",
    path: "/attributes",
    id: "attributes.list",
    tag: "attributes",
    summary: "The attributes the team uses",
    scope: "contacts:read",
    answers: { 200: listOf(Attribute) },
    run: async (call) => ({ data: await attributeDefinitions(call, {}) }),
  }),
  route({
    method: "get",
    path: "/channels",
    id: "channels.list",
    tag: "contacts",
    summary: "The accounts people write to",
    scope: "contacts:read",
    answers: { 200: listOf(Channel) },
    run: async (call) => ({ data: await listChannels(call, {}) }),
  }),
];

const raw = (body: object): Record<string, unknown> => ({ ...body });
