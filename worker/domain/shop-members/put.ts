import { sql } from "drizzle-orm";
import * as v from "valibot";
import { toMinor } from "../../../shared/money.ts";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { ShopMemberPut } from "../../../shared/schemas/shop-members.ts";
import { externalId } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { parse, writeVerb } from "../verb.ts";
import { tellShopMembers } from "./tell.ts";

/** `shop_member.source` of what comes by the API. */
const API = "api";

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

/**
 * Another system tells of a member of the shop. Whoever has proven the member's phone gets the member number
 * soon after.
 *
 * @throws {Failure} INVALID_INPUT, INVALID_EMAIL, INVALID_PHONE, INVALID_DATE, TOO_LONG with the field
 */
export const putShopMember = writeVerb({
  name: "members.put",
  permission: "contact:transfer",
  input: v.object({ memberNo: externalId, member: v.unknown() }),
  async run(ctx, { memberNo, member: given }): Promise<{ member_no: string }> {
    const { now } = ctx;
    const member = parse(ShopMemberPut, given);
    const { rows } = await read(ctx, [selectRegion({})]);
    const region = asRegion(JSON.parse(rows[0][0]?.region ?? "null"));
    const { phone, store_credit: credit, currency } = member;
    const e164 = phone ? parsePhone(phone, region) : phone;
    if (phone && e164 === null) throw new Failure("INVALID_PHONE", { field: "phone" });
    const storeCredit = credit === undefined || credit === null ? credit : toMinor(credit, currency ?? "");
    const told = {
      memberNo,
      system: API,
      name: member.name,
      email: member.email,
      phone: e164,
      tier: member.tier,
      storeCredit,
      currency,
      memberSince: member.member_since,
      at: member.updated_at,
    };
    return write<{ member_no: string }>(ctx, {
      input: [memberNo, member.updated_at],
      target: null,
      statements: tellShopMembers(now, [told]),
      result: answerWith({ member_no: memberNo }),
    });
  },
});
