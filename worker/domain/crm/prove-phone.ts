import { sql } from "drizzle-orm";
import * as v from "valibot";
import { CODE_TRIES } from "../../../shared/schemas/crm.ts";
import { id } from "../../../shared/text.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { recordBinding } from "../bindings/record.ts";
import type { Ctx } from "../ctx.ts";
import { touch } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { mayHave, memberByPhone, PROOF } from "../member-numbers/claim.ts";
import { takeOverProfile } from "../shop-members/take-over.ts";
import { writeVerb } from "../verb.ts";
import { requireLineContact } from "./guards.ts";
import { hashCode } from "./send-code.ts";

const p = sql.placeholder;

interface Proof extends Record<string, unknown> {
  contactId: string;
  proofId: string;
}

const alive = sql`phone_proof where id = ${p("proofId")} and contact_id = ${p("contactId")}
  and proven_at is null and expires_at > ${p("now")}`;

/** Counted before the code is looked at, so that tries in parallel cannot pass together. */
const countTry = prepare<Proof & { now: number }>(sql`
  update phone_proof set attempts = attempts + 1
  where id in (select id from ${alive})`);

interface Tried {
  fits: 0 | 1;
  phone: string;
  memberNo: string | null;
}

const selectTried = prepare<Proof & { now: number; codeHash: string }, { result: string }>(sql`
  select json_object('fits', code_hash = ${p("codeHash")}, 'phone', phone,
    'memberNo', ${memberByPhone(sql`phone`)}) as result
  from ${alive} and attempts <= ${sql.raw(String(CODE_TRIES))}`);

const requireUnused = prepare<Proof>(sql`
  update guard set version_fresh = exists (
    select 1 from phone_proof where id = ${p("proofId")} and proven_at is null)`);

const requireMayHave = prepare<{ contactId: string; memberNo: string }>(sql`
  update guard set condition_met = (
    select ${mayHave(sql`c`, sql`${p("memberNo")}`, PROOF.PHONE)}
    from contact c where c.id = ${p("contactId")})`);

/** Its number and code are needed no longer; that it was used is. */
const useUp = prepare<Proof & { now: number }>(sql`
  update phone_proof set proven_at = ${p("now")}, phone = '', code_hash = '' where id = ${p("proofId")}`);

type Phone = { contactId: string; phone: string };

const recordChange = prepare<Phone & { id: string; now: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at)
  select ${p("id")}, id, 'profile.edited', 'customer',
    json_object('field', 'phone', 'before', phone, 'after', ${p("phone")}), ${p("now")}
  from contact where id = ${p("contactId")} and phone <> ${p("phone")}`);

const insertValue = prepare<Phone & { id: string; now: number }>(sql`
  insert into contact_value (id, contact_id, field, value, source, at)
  values (${p("id")}, ${p("contactId")}, 'phone', ${p("phone")}, 'binding', max(${p("now")}, coalesce((
    select max(at) + 1 from contact_value where contact_id = ${p("contactId")} and field = 'phone'), 0)))`);

const setPhone = prepare<Phone>(sql`update contact set phone = ${p("phone")} where id = ${p("contactId")}`);

/**
 * The customer gives the code: the number is theirs, and with it the one member of the shop who has it,
 * unless that member number is better proven to be somebody else's.
 *
 * @throws {Failure} NOT_FOUND; CODE_INVALID with the fact `ended` (1: no code will do any more, 0: another may)
 */
export const provePhone = writeVerb({
  name: "crm.provePhone",
  permission: "self",
  module: "crm",
  input: v.object({ contactId: id, proofId: id, token: v.string(), code: v.string() }),
  async run(ctx, { contactId, proofId, token, code }): Promise<{ phone: string; memberNo: string | null }> {
    const { now } = ctx;
    const proof = { contactId, proofId };
    const codeHash = hashCode(token, proofId, code);
    const tried = await write<Tried | null>(ctx, {
      input: proof,
      target: contactId,
      statements: [requireLineContact({ contactId }), countTry({ ...proof, now })],
      result: selectTried({ ...proof, now, codeHash }),
      fleeting: true,
    });
    if (!tried) throw new Failure("CODE_INVALID", { facts: { ended: 1 } });
    if (!tried.fits) throw new Failure("CODE_INVALID", { facts: { ended: 0 } });
    const { phone, memberNo } = tried;
    if (memberNo !== null && (await settle(ctx, proof, phone, memberNo))) return { phone, memberNo };
    await settle(ctx, proof, phone, null);
    return { phone, memberNo: null };
  },
});

/** @returns false when the contact may not have the member number: nothing happened */
async function settle(ctx: Ctx, proof: Proof, phone: string, memberNo: string | null): Promise<boolean> {
  const { contactId, proofId } = proof;
  const { now } = ctx;
  const held = new Failure("MEMBER_NO_TAKEN");
  const claim: Statement[] =
    memberNo === null
      ? []
      : [requireMayHave({ contactId, memberNo }), ...takeOverProfile(now, contactId, memberNo)];
  try {
    await write(ctx, {
      input: [proofId, memberNo !== null],
      target: contactId,
      refused: {
        condition_met: held,
        version_fresh: new Failure("CODE_INVALID", { facts: { ended: 1 } }),
      },
      statements: [
        requireLineContact({ contactId }),
        requireUnused(proof),
        useUp({ ...proof, now }),
        recordChange({ id: newId(now), contactId, phone, now }),
        insertValue({ id: newId(now), contactId, phone, now }),
        setPhone({ contactId, phone }),
        ...claim,
        ...recordBinding(now, {
          contactId,
          kind: "phone",
          state: "bound",
          how: "sms",
          ...(memberNo === null ? {} : { memberNo }),
          at: now,
          by: "customer",
        }),
        touch({ contactId, now }),
      ],
    });
    return true;
  } catch (error) {
    if (error === held) return false;
    throw error;
  }
}
