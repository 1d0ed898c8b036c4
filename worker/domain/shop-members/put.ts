import { sql } from "drizzle-orm";
import * as v from "valibot";
import { currencyCode } from "../../../shared/money.ts";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { externalId, plainText, time } from "../../../shared/text.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { recordBinding } from "../bindings/record.ts";
import type { Ctx } from "../ctx.ts";
import { mayHave, memberByPhone, PROOF, provenPhone } from "../member-numbers/claim.ts";
import { writeVerb } from "../verb.ts";
import { takeOverProfile } from "./take-over.ts";

const p = sql.placeholder;

const text = (max: number) => v.optional(v.nullable(plainText(max)));

/** A member as the shop's system knows them; what is left out stays as it was, null is unset. */
export const ShopMemberPut = v.object({
  memberNo: v.pipe(externalId, v.maxLength(100)),
  /** Which system says so: `cyberbiz`, `shopline`, `api`. */
  source: v.pipe(v.string(), v.maxLength(50)),
  name: text(200),
  email: text(254),
  /** In any spelling people of the workspace's region use. */
  phone: text(40),
  tier: text(100),
  /** In minor units of `currency`. */
  storeCredit: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger()))),
  currency: text(3),
  /** UTC ms. */
  memberSince: v.optional(v.nullable(time)),
  /** When the shop's system changed it last, UTC ms: what is older than what is known changes nothing. */
  at: time,
});
export type ShopMemberPut = v.InferOutput<typeof ShopMemberPut>;

interface Row extends Record<string, unknown> {
  memberNo: string;
  source: string;
  /** JSON: what was told. */
  told: string;
  at: number;
  now: number;
}

/** Column by column: what was told is in the JSON, null too. */
const TOLD = ["name", "email", "phone", "tier", "store_credit", "currency", "member_since"] as const;
const list = (of: (name: string) => string) => sql.raw(TOLD.map(of).join(", "));

const insert = prepare<Row>(sql`
  insert into shop_member (member_no, source, source_updated_at, updated_at)
  values (${p("memberNo")}, ${p("source")}, 0, 0) on conflict do nothing`);

const update = prepare<Row>(sql`
  update shop_member set source = ${p("source")}, source_updated_at = ${p("at")}, updated_at = ${p("now")},
    ${list(
      (name) =>
        `${name} = case when json_type(t.told, '$.${name}') is null then ${name} else t.told ->> '${name}' end`,
    )}
  from (select ${p("told")} as told) t
  where member_no = ${p("memberNo")} and source_updated_at <= ${p("at")}`);

/** Open panels of those who have the number show it. */
const touchHolders = prepare<{ memberNo: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where member_no = ${p("memberNo")} and deleted_at is null
    and exists (select 1 from shop_member where member_no = ${p("memberNo")} and updated_at = ${p("now")})`);

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

/** Contacts whose proven phone is this member's alone and who may have the number, but do not yet. */
const selectOwners = prepare<{ memberNo: string }, { contactId: string }>(sql`
  select c.id as "contactId" from shop_member s join contact c on c.phone = s.phone and c.deleted_at is null
  where s.member_no = ${p("memberNo")} and ${provenPhone(sql`c.id`)} = s.phone
    and ${memberByPhone(sql`s.phone`)} = s.member_no and c.member_no is not s.member_no
    and ${mayHave(sql`c`, sql`s.member_no`, PROOF.PHONE)}
  limit 50`);

const requireStillMay = prepare<{ memberNo: string; contactId: string }>(sql`
  update guard set condition_met = exists (
    select 1 from contact c where c.id = ${p("contactId")} and ${provenPhone(sql`c.id`)} = (
      select phone from shop_member where member_no = ${p("memberNo")})
      and ${mayHave(sql`c`, sql`${p("memberNo")}`, PROOF.PHONE)})`);

/**
 * The shop's member system tells of a member. Whoever has proven the member's phone gets the member number,
 * as docs/crm.md says; open panels show what is new.
 *
 * @throws {Failure} INVALID_INPUT, TOO_LONG
 */
export const putShopMember = writeVerb({
  name: "shopMembers.put",
  permission: "self",
  input: ShopMemberPut,
  async run(ctx, input): Promise<{ memberNo: string }> {
    const { memberNo, source, at } = input;
    const { now } = ctx;
    const { rows } = await read(ctx, [selectRegion({})]);
    const told = JSON.stringify(toldOf(input, rows[0][0]?.region ?? null));
    const row = { memberNo, source, told, at: Math.min(at, now), now };
    await write(ctx, {
      input: { memberNo, at },
      target: null,
      detail: { source },
      statements: [insert(row), update(row), touchHolders({ memberNo, now })],
    });
    await bindOwners(ctx, memberNo);
    return { memberNo };
  },
});

function toldOf(input: ShopMemberPut, regionSetting: string | null): Record<string, unknown> {
  const region = asRegion(JSON.parse(regionSetting ?? "null"));
  const { name, phone, tier, storeCredit, currency, memberSince } = input;
  const told: [string, unknown][] = [
    ["name", name === "" ? null : name],
    ["email", input.email && v.is(email, input.email) ? input.email.toLowerCase() : input.email && null],
    ["phone", phone ? parsePhone(phone, region) : phone],
    ["tier", tier === "" ? null : tier],
    ["store_credit", storeCredit],
    ["currency", currency ? currencyCode(currency) : currency],
    ["member_since", memberSince],
  ];
  return Object.fromEntries(told.filter(([, value]) => value !== undefined));
}

/** One batch each: what stands against one of them is nothing to the others. */
async function bindOwners(ctx: Ctx, memberNo: string): Promise<void> {
  const { now } = ctx;
  const { rows } = await read(ctx, [selectOwners({ memberNo })]);
  for (const { contactId } of rows[0]) {
    const statements: Statement[] = [
      requireStillMay({ memberNo, contactId }),
      ...takeOverProfile(now, contactId, memberNo),
      ...recordBinding(now, {
        contactId,
        kind: "phone",
        state: "bound",
        how: "sms",
        memberNo,
        at: now,
        by: "system",
      }),
    ];
    await write(
      { ...ctx, operationId: undefined },
      { input: [contactId, memberNo], target: contactId, statements },
    );
  }
}
