import { sql } from "drizzle-orm";
import type * as v from "valibot";
import type { RowResult } from "../../../shared/schemas/contact-put.ts";
import { MessagePut, MessagesPut } from "../../../shared/schemas/message-put.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { requireContact } from "../guards.ts";
import type { Delivery } from "../inbound/item.ts";
import { touchPeople } from "../inbound/people.ts";
import type { ItemOf, Target, Task } from "../inbound/plan.ts";
import { planned } from "../planned.ts";
import { inPortions } from "../portions.ts";
import { parse, writeVerb } from "../verb.ts";
import { storeMessages } from "./messages.ts";
import { messageKey } from "./withheld.ts";

const p = sql.placeholder;

const selectTarget = prepare<{ conversationId: string }, Target & { blocked: 0 | 1 }>(sql`
  select c.id as "contactId", v.id as "conversationId", c.channel_id as "channelId", c.external_id as "externalId",
    c.customer_id as "customerId", c.version, c.blocked_at is not null as blocked
  from conversation v join contact c on c.id = v.contact_id and c.deleted_at is null
  where v.id = ${p("conversationId")} and v.deleted_at is null`);

const selectStored = prepare<{ conversationId: string; ids: string }, { providerId: string }>(sql`
  select m.provider_id as "providerId" from conversation v, json_each(${p("ids")}) j
  join message m on m.channel_id = v.channel_id and m.provider_id = j.value
  where v.id = ${p("conversationId")}`);

/** What was withheld, or erased, and is not stored anew. */
const selectWithheld = prepare<{ keys: string }, { key: string }>(sql`
  select w.key from json_each(${p("keys")}) j join withheld w on w.key = j.value`);

/** It came by no connection. */
const BY_API: Delivery = {
  connectionId: "",
  key: "",
  method: "backfill",
  inbox: null,
  profileJob: null,
  receivedAt: 0,
  accounts: [],
  items: [],
};

/**
 * Another system puts messages into a conversation. A message is one by its provider's id in the channel,
 * whichever way it came; what a blocked customer wrote is not kept and answered as `unchanged`.
 *
 * @throws {Failure} NOT_FOUND
 */
export const putMessages = writeVerb({
  name: "conversations.putMessages",
  permission: "contact:transfer",
  input: MessagesPut,
  async run(ctx, { conversationId, rows }): Promise<{ results: RowResult[] }> {
    const asked = rows.map((row) => {
      try {
        const message = parse(MessagePut, row);
        // It would stand below everything that is written until then.
        if (message.at > ctx.now + AHEAD) throw new Failure("IN_THE_FUTURE", { field: "at" });
        return message;
      } catch (error) {
        if (error instanceof Failure) return error;
        throw error;
      }
    });
    const results = await inPortions(ctx, asked, PORTION, (part, some) =>
      putSome(part, conversationId, some),
    );
    return { results };
  },
});

/** So far a clock may be ahead of ours, or a zone be mistaken, ms. */
const AHEAD = 86_400_000;

/** Messages of one batch. */
const PORTION = 100;

async function putSome(
  ctx: Ctx,
  conversationId: string,
  asked: readonly (v.InferOutput<typeof MessagePut> | Failure)[],
): Promise<RowResult[]> {
  const { now } = ctx;
  const { results } = await planned(ctx, async () => {
    const ids = asked.flatMap((one) => (one instanceof Failure ? [] : [one.provider_id]));
    const { rows: found } = await read(ctx, [
      selectTarget({ conversationId }),
      selectStored({ conversationId, ids: JSON.stringify(ids) }),
    ]);
    const [target] = found[0];
    if (!target) throw new Failure("NOT_FOUND");
    const keyOf = (providerId: string) => messageKey(target.channelId, providerId);
    const { rows: never } = await read(ctx, [selectWithheld({ keys: JSON.stringify(ids.map(keyOf)) })]);
    const withheld = new Set(never[0].map(({ key }) => key));
    const stored = new Set(found[1].map(({ providerId }) => providerId));
    const tasks: Task<ItemOf<"message">>[] = [];
    const blocked: typeof tasks = [];
    const results = asked.map((one): RowResult => {
      if (one instanceof Failure) {
        const { code, field } = one;
        return { outcome: "refused", id: null, code, ...(field === undefined ? {} : { field }) };
      }
      const { provider_id: providerId, sender, text, at } = one;
      if (stored.has(providerId) || withheld.has(keyOf(providerId)))
        return { outcome: "unchanged", id: null };
      stored.add(providerId);
      const isBlocked = target.blocked === 1 && sender.kind === "customer";
      const person = { accountKey: "", externalId: target.externalId };
      (isBlocked ? blocked : tasks).push({
        item: { kind: "message", person, providerId, sender, type: "text", text, content: {}, at },
        target,
        delivery: BY_API,
      });
      return { outcome: isBlocked ? "unchanged" : "created", id: null };
    });
    return write<{ results: RowResult[] }>(ctx, {
      input: [conversationId, asked.length],
      target: target.contactId,
      detail: { conversationId, stored: tasks.length, rows: asked.length },
      statements: [
        requireContact({ contactId: target.contactId }),
        // Of a blocked customer it is withheld for good, as if it had come by the channel.
        ...storeMessages(now, [...tasks, ...blocked]),
        ...touchPeople(now, tasks),
      ],
      result: answerWith({ results }),
    });
  });
  return results;
}
