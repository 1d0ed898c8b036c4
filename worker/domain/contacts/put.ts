import type * as v from "valibot";
import { ContactsPut, type RowResult } from "../../../shared/schemas/contact-put.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { PROOF } from "../member-numbers/claim.ts";
import { outdated, planned } from "../planned.ts";
import { inPortions } from "../portions.ts";
import { selectRegion } from "../profile/from-channel.ts";
import { writeVerb } from "../verb.ts";
import {
  type Asked,
  askedOf,
  attributeValue,
  fieldsOf,
  FIELDS,
  type Holder,
  type Known,
  requireFree,
  selectChannels,
  selectDefinitions,
  selectHolders,
  selectKnown,
  selectValues,
} from "./put-plan.ts";
import { type Effects, putStatements, requirePlan } from "./put-write.ts";

/**
 * Another system makes contacts and changes them: what a row leaves out stays as it is, null unsets it. Each row
 * is answered for itself, in its place; what is refused keeps nobody else out. What says nothing new changes
 * nothing.
 *
 * The answer holds ids and codes only: it rests in the operation.
 */
export const putContacts = writeVerb({
  name: "contacts.put",
  permission: "contact:transfer",
  input: ContactsPut,
  async run(ctx, { mode, rows }): Promise<{ results: RowResult[] }> {
    const asked = rows.map((row) => attempt(() => askedOf(row)));
    const done = new Set<string>();
    const results = await inPortions(ctx, asked, PORTION, async (part, some) => {
      const told = await putSome(part, mode, some, done);
      for (const { id } of told) if (id !== null) done.add(id);
      return told;
    });
    return { results };
  },
});

/** Rows of one batch. */
const PORTION = 25;

/** @param done contacts that earlier rows of the call were about */
async function putSome(
  ctx: Ctx,
  mode: ContactsPutMode,
  asked: readonly (Asked | Failure)[],
  done: ReadonlySet<string>,
): Promise<RowResult[]> {
  const { results } = await planned(ctx, async () => {
    const state = await stateFor(
      ctx,
      asked.flatMap((one) => (one instanceof Failure ? [] : [one])),
      done,
    );
    const plan = new Map<string, Known>();
    const effects: Effects = { made: [], fields: [], attributes: [], changed: [] };
    const numbers = new Set<string>();
    const results = asked.map((one) => {
      const result =
        one instanceof Failure ? one : attempt(() => planRow(ctx, one, mode, state, plan, effects, numbers));
      // Of a single contact the call itself fails: nothing of it is kept.
      if (result instanceof Failure && mode !== "upsert") throw result;
      return result instanceof Failure ? refusedOf(result) : result;
    });
    const { made, changed } = effects;
    const holders = (no: string) => state.holders.filter(({ memberNo }) => memberNo === no).length;
    return write<{ results: RowResult[] }>(ctx, {
      input: [mode, asked.length],
      target: results.length === 1 ? (results[0]?.id ?? null) : null,
      detail: { created: made.length, changed: changed.length, rows: asked.length },
      refused: { version_fresh: outdated() },
      statements: [
        requirePlan({
          known: JSON.stringify(changed.map((id) => ({ id, version: plan.get(id)?.version }))),
          addresses: JSON.stringify(made.map(({ channelId, externalId }) => [channelId, externalId])),
          numbers: JSON.stringify([...numbers].map((no) => ({ no, holders: holders(no) }))),
        }),
        ...putStatements(ctx.now, effects),
      ],
      result: answerWith({ results }),
    });
  });
  return results;
}

function attempt<T>(run: () => T): T | Failure {
  try {
    return run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

const refusedOf = ({ code, field }: Failure): RowResult => ({
  outcome: "refused",
  id: null,
  code,
  ...(field === undefined ? {} : { field }),
});

type State = Awaited<ReturnType<typeof stateFor>>;

const addressKey = (channelId: string, externalId: string): string => `${channelId} ${externalId}`;

/** Two round trips: who is meant, then what they have. */
async function stateFor(ctx: Ctx, asked: readonly Asked[], done: ReadonlySet<string>) {
  const addresses = asked.flatMap(({ address }) =>
    address ? [[address.channelId, address.externalId]] : [],
  );
  const numbers = asked.flatMap(({ fields }) => (fields.member_no ? [fields.member_no] : []));
  const { rows } = await read(ctx, [
    selectRegion({}),
    selectKnown({
      ids: JSON.stringify(asked.flatMap(({ id }) => (id === null ? [] : [id]))),
      addresses: JSON.stringify(addresses),
    }),
    selectChannels({ ids: JSON.stringify([...new Set(addresses.map(([channelId]) => channelId))]) }),
    selectHolders({ numbers: JSON.stringify([...new Set(numbers)]) }),
    selectDefinitions({}),
  ]);
  const [[setting], known, channels, holders, definitions] = rows;
  const byId = new Map(known.map((contact) => [contact.id, contact]));
  const byAddress = new Map(
    known.map((contact) => [addressKey(contact.channelId, contact.externalId), contact]),
  );
  const find = ({ id, address }: Asked): Known | undefined =>
    id !== null
      ? byId.get(id)
      : address
        ? byAddress.get(addressKey(address.channelId, address.externalId))
        : undefined;
  const pairs = asked.flatMap((one) => {
    const contact = find(one);
    return contact ? Object.keys(one.fields.attributes ?? {}).map((id) => [contact.id, id]) : [];
  });
  const values =
    pairs.length === 0 ? [] : (await read(ctx, [selectValues({ pairs: JSON.stringify(pairs) })])).rows[0];
  return {
    done,
    region: setting?.region ?? null,
    find,
    holders,
    /** What earlier rows of the call give away. */
    promised: [] as Holder[],
    channels: new Map(channels.map(({ id, kind }) => [id, kind])),
    types: new Map(definitions.map(({ id, type }) => [id, type])),
    values: new Map(values.map((value) => [`${value.contactId} ${value.attributeId}`, value])),
  };
}

/** @throws {Failure} why the row is refused; it has no effect then */
function planRow(
  { now }: Ctx,
  asked: Asked,
  mode: ContactsPutMode,
  state: State,
  plan: Map<string, Known>,
  effects: Effects,
  numbers: Set<string>,
): RowResult {
  const { address } = asked;
  const before = state.find(asked);
  if (before && mode === "create") throw new Failure("ALREADY_EXISTS", { field: "external_id" });
  if (!before && (address === null || mode === "update")) throw new Failure("NOT_FOUND", { field: "id" });
  const kind = before?.kind ?? state.channels.get(address?.channelId ?? "");
  if (kind === undefined) throw new Failure("NOT_FOUND", { field: "channel_id" });
  const contact: Known = before ?? newContact(now, address ?? { channelId: "", externalId: "" }, kind);
  const key = before ? before.id : addressKey(contact.channelId, contact.externalId);
  // Which of two rows about one contact should count is for whoever sent them to say.
  if (plan.has(key) || state.done.has(contact.id))
    throw new Failure("CONFLICT", { field: asked.id === null ? "external_id" : "id" });

  const fields = fieldsOf(asked.fields, state.region);
  const changed = FIELDS.filter((field) => fields[field] !== undefined && fields[field] !== contact[field]);
  if (kind === "whatsapp" && changed.includes("phone")) throw new Failure("PHONE_LOCKED", { field: "phone" });
  const memberNo = fields.member_no;
  if (changed.includes("member_no") && memberNo) {
    const { customerId, proof } = contact;
    const holders = [...state.holders, ...state.promised];
    requireFree(memberNo, { customerId, memberNo: contact.member_no, proof }, holders);
  }
  const attributes = Object.entries(asked.fields.attributes ?? {}).flatMap(([attributeId, given]) => {
    const value = attributeValue(attributeId, given, state.types);
    const json = value === null ? null : JSON.stringify(value);
    const current = state.values.get(`${contact.id} ${attributeId}`);
    if ((current?.value ?? null) === json) return [];
    const at = Math.max(now, (current?.at ?? -1) + 1);
    return [{ id: newId(now), contactId: contact.id, attributeId, value: json, eventId: newId(now), at }];
  });

  plan.set(key, contact);
  if (memberNo && changed.includes("member_no")) {
    numbers.add(memberNo);
    state.promised.push({ memberNo, id: contact.id, customerId: contact.customerId, proof: PROOF.SAID });
  }
  effects.attributes.push(...attributes);
  for (const field of changed) {
    const value = fields[field] ?? null;
    const eventId = before ? newId(now) : null;
    effects.fields.push({
      id: newId(now),
      contactId: contact.id,
      field,
      before: contact[field],
      value,
      eventId,
    });
  }
  if (!before) {
    const { id: contactId, customerId, channelId, externalId } = contact;
    effects.made.push({ contactId, customerId, channelId, externalId, conversationId: newId(now) });
    return { outcome: "created", id: contactId };
  }
  if (changed.length + attributes.length === 0) return { outcome: "unchanged", id: contact.id };
  effects.changed.push(contact.id);
  return { outcome: "updated", id: contact.id };
}

type ContactsPutMode = v.InferOutput<typeof ContactsPut>["mode"];

const newContact = (
  now: number,
  address: { channelId: string; externalId: string },
  kind: string,
): Known => ({
  ...address,
  id: newId(now),
  kind,
  customerId: newId(now),
  version: 0,
  name: null,
  email: null,
  phone: null,
  member_no: null,
  proof: 0,
});
