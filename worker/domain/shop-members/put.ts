import { sql } from "drizzle-orm";
import { toMinor } from "../../../shared/money.ts";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { ShopMemberPut } from "../../../shared/schemas/shop-members.ts";
import { externalId } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { requireApiKey } from "../api-keys/guards.ts";
import { read, write } from "../batch.ts";
import type { Call } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { nothingMasked } from "../masking/policy.ts";
import { parse } from "../verb.ts";
import { tellShopMembers } from "./tell.ts";

/** `shop_member.source` of what comes by the API. */
const API = "api";

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

/**
 * Another system tells of a member of the shop. Whoever has proven the member's phone gets the member number
 * soon after.
 *
 * @param put `member` as it came
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN; INVALID_INPUT, INVALID_EMAIL, INVALID_PHONE, INVALID_DATE, TOO_LONG
 *   with the field
 */
export async function putShopMember(
  call: Call,
  put: { keyHash: string; keyId: string; memberNo: string; member: unknown },
): Promise<{ member_no: string }> {
  const { now } = call;
  const memberNo = parse(externalId, put.memberNo);
  const member = parse(ShopMemberPut, put.member);
  const ctx = {
    ...call,
    operationId: undefined,
    verb: "members.put",
    permission: "self" as const,
    module: null,
    about: null,
    policy: nothingMasked(),
  };
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
  await write(ctx, {
    input: [put.keyId, memberNo, member.updated_at],
    target: put.keyId,
    statements: [...requireApiKey(now, put.keyHash, "members:write"), ...tellShopMembers(now, [told])],
  });
  return { member_no: memberNo };
}
