import type { ChannelKind } from "../../../shared/channels.ts";
import type { Role } from "../../../shared/permissions.ts";
import { OMO_CHANNELS } from "../../../shared/schemas/omo.ts";
import { fold } from "../../../shared/fold.ts";
import { Random } from "../random.ts";
import type { Row } from "../rows.ts";
import { STAFF } from "../shop.ts";
import type { Ledger } from "./ledger.ts";

const DAY = 86_400_000;

const BRANCHES: readonly { name: string; staff: readonly Role[] }[] = [
  { name: "台北旗艦店", staff: ["sales", "sales_manager"] },
  { name: "台中門市", staff: ["sales"] },
  { name: "高雄門市", staff: ["sales_manager", "agent"] },
];

const TIERS = ["一般會員", "銀卡", "金卡", "山友卡"] as const;

/** Branches, whom contacts are bound to, and what the shop's member system says of its members. */
export function addMembership(ledger: Ledger, kindOf: ReadonlyMap<string, ChannelKind>, now: number) {
  // Of its own, so that what is added here changes nobody's messages.
  const random = new Random(20_261_122);
  const opened = now - 390 * DAY;
  const branches = BRANCHES.map(({ name, staff }) => ({ id: random.id(opened), name, staff }));
  const bindings: Row[] = [];
  const members = new Map<string, Row>();

  for (const contact of ledger.contacts) {
    const id = String(contact["id"]);
    const begin = Number(contact["created_at"]);
    const last = Math.max(Number(contact["last_customer_at"] ?? begin), begin);
    const memberNo = contact["member_no"];
    if (typeof memberNo === "string" && !members.has(memberNo)) {
      members.set(memberNo, {
        member_no: memberNo,
        source: "api",
        name: contact["name"] ?? null,
        email: contact["email"] ?? null,
        phone: contact["phone"] ?? null,
        tier: random.pick(TIERS),
        store_credit: random.between(0, 40) * 2500,
        currency: "TWD",
        member_since: begin - random.between(10, 700) * DAY,
        source_updated_at: last,
        updated_at: last,
      });
    }
    const kind = kindOf.get(String(contact["channel_id"]));
    if (!kind || !OMO_CHANNELS.includes(kind) || !random.chance(0.4)) continue;
    const branch = random.pick(branches);
    const role = random.pick(branch.staff);
    const at = Math.round(begin + (last - begin) * random.next());
    bindings.push({
      id: random.id(at),
      contact_id: id,
      member_id: ledger.memberIds[role],
      branch_id: branch.id,
      bound_by: ledger.memberIds.sales_manager,
      bound_at: at,
    });
    ledger.event(
      at,
      id,
      "omo.bound",
      { kind: "member", role: "sales_manager" },
      { member: STAFF[role], branch: branch.name },
    );
  }
  return {
    branches: branches.map(({ id, name }) => ({
      id,
      name,
      name_key: fold(name),
      created_at: opened,
      updated_at: opened,
    })),
    staff: branches.flatMap(({ id, staff }) =>
      staff.map((role) => ({ branch_id: id, member_id: ledger.memberIds[role] })),
    ),
    bindings,
    members: [...members.values()],
  };
}
