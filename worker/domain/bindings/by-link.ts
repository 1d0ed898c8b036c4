import { sql } from "drizzle-orm";
import * as v from "valibot";
import { externalId, id, time } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { sha256, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { requireContact } from "../guards.ts";
import { mayHave, PROOF } from "../member-numbers/claim.ts";
import { learnFromShop } from "../pixel/learn.ts";
import { writeVerb } from "../verb.ts";
import { isUsed } from "./link.ts";
import { recordBinding } from "./record.ts";

const p = sql.placeholder;

const requireUnused = prepare<{ contactId: string; issuedAt: number }>(sql`
  update guard set version_fresh = not ${isUsed}`);

const requireMayHave = prepare<{ contactId: string; memberNo: string }>(sql`
  update guard set condition_met = coalesce((
    select ${mayHave(sql`c`, sql`${p("memberNo")}`, PROOF.LOGIN)} from contact c where c.id = ${p("contactId")}), 1)`);

/**
 * The customer binds their account by a link, as the member the shop signed that they are. Whoever has proven the
 * same number elsewhere becomes one customer with them.
 *
 * @throws {Failure} NOT_FOUND; LINK_INVALID when it was used; MEMBER_NO_TAKEN when they cannot be that member
 */
export const bindByLink = writeVerb({
  name: "bindings.byLink",
  permission: "self",
  module: "pixel",
  input: v.object({
    contactId: id,
    issuedAt: time,
    memberNo: externalId,
    email: v.string(),
    phone: v.string(),
    region: v.nullable(v.string()),
  }),
  async run(ctx, { contactId, issuedAt, memberNo, email, phone, region }): Promise<void> {
    const { now } = ctx;
    // The link is the operation: what it said may be nothing new, and it was used all the same.
    const once = { ...ctx, operationId: sha256(JSON.stringify(["bindings.byLink", contactId, issuedAt])) };
    await write(once, {
      input: { contactId, issuedAt, memberNo },
      target: contactId,
      refused: {
        version_fresh: new Failure("LINK_INVALID"),
        condition_met: new Failure("MEMBER_NO_TAKEN"),
      },
      statements: [
        requireContact({ contactId }),
        requireUnused({ contactId, issuedAt }),
        requireMayHave({ contactId, memberNo }),
        ...recordBinding(now, {
          contactId,
          kind: "social",
          state: "bound",
          how: "button",
          signed: true,
          memberNo,
          at: now,
          by: "customer",
        }),
        ...learnFromShop(now, contactId, { email, phone }, now, region),
      ],
    }).catch((error: unknown) => {
      if (error instanceof Failure && error.code === "CONFLICT") throw new Failure("LINK_INVALID");
      throw error;
    });
  },
});
