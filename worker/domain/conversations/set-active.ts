import { sql } from "drizzle-orm";
import { type ActiveStatus, ConversationSetActive } from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { recordEvent } from "../events/record.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { activeJson } from "./active.ts";
import { hostsOf } from "./host-block.ts";

const p = sql.placeholder;

export const BLOCK_AT_HOST = "chatwoot.block";

/** Whoever switches saw the other state: the second of two at once is told that it is done already. */
const requireOther = prepare<{ contactId: string; active: number }>(sql`
  update guard set version_fresh = (
    select (blocked_at is null) <> ${p("active")} from contact where id = ${p("contactId")})`);

const askHost = sql`host_block = case when exists (${hostsOf}) then 'waiting' end, host_block_reason = null`;

const switchOff = prepare<{ contactId: string; now: number }>(sql`
  update contact set blocked_at = ${p("now")}, blocked_by = ${actingMember}, blocked_messages = 0, ${askHost}
  where id = ${p("contactId")}`);

const switchOn = prepare<{ contactId: string }>(sql`
  update contact set blocked_at = null, blocked_by = null, ${askHost} where id = ${p("contactId")}`);

/** How many came meanwhile belongs to the event; the batch knows it. */
const tellMessages = prepare<{ contactId: string; now: number }>(sql`
  update event set data = json_object('messages', (select blocked_messages from contact where id = ${p("contactId")}))
  where contact_id = ${p("contactId")} and kind = 'conversation.unblocked' and at = ${p("now")}`);

const selectStatus = prepare<{ contactId: string }, { result: string }>(sql`
  select ${activeJson(sql`${p("contactId")}`)} as result`);

/**
 * The switch 狀態功能：有效. Off blocks this contact in this channel account, from the next message that is
 * processed on; on undoes it. What the host inbox makes of it is asked behind the answer.
 *
 * @throws {Failure} NOT_FOUND; STALE when it stands there already
 */
export const setActive = writeVerb({
  name: "conversations.setActive",
  permission: "conversation:block",
  input: ConversationSetActive,
  run(ctx, input): Promise<ActiveStatus> {
    const { contactId, active } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: contactId,
      detail: { active },
      statements: [
        requireContact({ contactId }),
        requireOther({ contactId, active: active ? 1 : 0 }),
        ...(active
          ? [
              ...recordEvent(now, contactId, "conversation.unblocked", {}),
              tellMessages({ contactId, now }),
              switchOn({ contactId }),
            ]
          : [switchOff({ contactId, now }), ...recordEvent(now, contactId, "conversation.blocked", {})]),
        // A job of its own for each switch: one that runs already may have read the state before.
        enqueueJob(now, {
          kind: BLOCK_AT_HOST,
          key: `${BLOCK_AT_HOST}/${contactId}/${newId(now)}`,
          payload: { contactId },
        }),
      ],
      result: selectStatus({ contactId }),
      decode: (result) => statusOf(result as StoredStatus),
    });
  },
});

/** As the database tells it. */
export type StoredStatus = Omit<ActiveStatus, "active"> & { active: 0 | 1 };

export const statusOf = (stored: StoredStatus): ActiveStatus => ({ ...stored, active: stored.active === 1 });
