import * as v from "valibot";
import { toMinor } from "../../../shared/money.ts";
import { parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { externalId, type Json, object, text } from "../../channels/read.ts";
import type { ShopMemberTold } from "../../domain/shop-members/tell.ts";
import { localTime } from "../time.ts";
import { CURRENCY, OFFSET } from "./taiwan.ts";

const SYSTEM = "cyberbiz";

/** The member a Customer object is; their points can be spent like money, one for a dollar. */
export function memberOf(customer: Json): ShopMemberTold[] {
  const memberNo = externalId(customer["id"]);
  if (!memberNo) return [];
  const address = text(customer["email"], 254);
  return [
    {
      memberNo,
      system: SYSTEM,
      name: text(customer["name"], 200) ?? null,
      email: address && v.is(email, address) ? address.toLowerCase() : null,
      phone: mobileOf(customer),
      storeCredit: toMinor(customer["bonus_remain"], CURRENCY),
      currency: CURRENCY,
      memberSince: localTime(customer["created_at"], OFFSET) ?? null,
      at: localTime(customer["updated_at"], OFFSET) ?? null,
    },
  ];
}

function mobileOf(customer: Json): string | null {
  const mobile = text(customer["mobile"], 40);
  if (mobile === undefined) return null;
  const code = text(customer["country_calling_code"], 10)?.replaceAll(/\D/g, "");
  const abroad = code && code !== "886" ? parsePhone(`+${code}${mobile.replace(/^0/, "")}`, "TW") : null;
  return abroad ?? parsePhone(mobile, "TW");
}

/** A Customer VIP Level tells of the tier and of no time. */
export function tierOf(level: Json): ShopMemberTold[] {
  const memberNo = externalId(level["customer_id"]);
  if (!memberNo) return [];
  return [
    { memberNo, system: SYSTEM, tier: text(object(level["current_level"])["name"], 100) ?? null, at: null },
  ];
}
