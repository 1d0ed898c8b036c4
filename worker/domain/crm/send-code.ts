import { sql } from "drizzle-orm";
import * as v from "valibot";
import { CODE_MS } from "../../../shared/schemas/crm.ts";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read, sha256, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { requireLineContact } from "./guards.ts";
import { codeBuckets, countSent, forgetOver, requireUnderLimits, selectFullUntil } from "./limits.ts";

const p = sql.placeholder;

/** How long an unused code's row is kept, to say that it has ended. */
const KEPT_MS = 3_600_000;

/** The codes before it no longer work. */
const forgetEarlier = prepare<{ contactId: string; over: number }>(sql`
  delete from phone_proof where proven_at is null and (contact_id = ${p("contactId")} or expires_at < ${p("over")})`);

const insert = prepare<{
  proofId: string;
  contactId: string;
  phone: string;
  codeHash: string;
  now: number;
  expiresAt: number;
}>(sql`
  insert into phone_proof (id, contact_id, phone, code_hash, created_at, expires_at)
  values (${p("proofId")}, ${p("contactId")}, ${p("phone")}, ${p("codeHash")}, ${p("now")}, ${p("expiresAt")})`);

/** Hashed with the link it was asked through, which is stored nowhere: the database alone cannot be tried out. */
export const hashCode = (token: string, proofId: string, code: string): string =>
  sha256(`${token} ${proofId} ${code}`);

/** Evenly from 000000 to 999999. */
function makeCode(): string {
  const [n = 0] = crypto.getRandomValues(new Uint32Array(1));
  return n < 4_294_000_000 ? String(n % 1_000_000).padStart(6, "0") : makeCode();
}

/**
 * A code for a customer to prove a phone number with; whoever calls sends it. Does not look at whose number
 * it is, so that it cannot tell.
 *
 * @throws {Failure} NOT_FOUND; TOO_MANY_ATTEMPTS with the fact `seconds` to wait
 */
export const makePhoneCode = writeVerb({
  name: "crm.sendCode",
  permission: "self",
  module: "crm",
  input: v.object({
    contactId: id,
    /** E.164. */
    phone: v.string(),
    token: v.string(),
    /** Where it is asked from: an IPv4 address, or the first half of an IPv6 one. */
    network: v.string(),
  }),
  async run(ctx, { contactId, phone, token, network }): Promise<{ proofId: string; code: string }> {
    const { now } = ctx;
    const proofId = newId(now);
    const code = makeCode();
    const limits = { buckets: JSON.stringify(codeBuckets(phone, contactId, network)), now };
    const tooMany = new Failure("TOO_MANY_ATTEMPTS");
    try {
      await write(ctx, {
        input: { contactId },
        target: contactId,
        refused: { condition_met: tooMany },
        statements: [
          requireLineContact({ contactId }),
          requireUnderLimits(limits),
          countSent(limits),
          forgetOver({ now }),
          forgetEarlier({ contactId, over: now - KEPT_MS }),
          insert({
            proofId,
            contactId,
            phone,
            codeHash: hashCode(token, proofId, code),
            now,
            expiresAt: now + CODE_MS,
          }),
        ],
      });
    } catch (error) {
      if (error !== tooMany) throw error;
      const { rows } = await read(ctx, [selectFullUntil(limits)]);
      const seconds = Math.max(1, Math.ceil(((rows[0][0]?.until ?? now) - now) / 1000));
      throw new Failure("TOO_MANY_ATTEMPTS", { facts: { seconds } });
    }
    return { proofId, code };
  },
});
