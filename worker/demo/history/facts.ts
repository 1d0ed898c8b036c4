import type { AttributeType, AttributeValue } from "../../../shared/schemas/attributes.ts";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { Role } from "../../../shared/permissions.ts";
import { fold } from "../../../shared/fold.ts";
import { Random } from "../random.ts";
import type { Row } from "../rows.ts";
import type { Ledger } from "./ledger.ts";

const DAY = 86_400_000;

/** What this shop keeps of its customers beside the profile. */
const ATTRIBUTES: readonly {
  name: string;
  type: AttributeType;
  value: (random: Random, now: number) => AttributeValue;
}[] = [
  { name: "會員等級", type: "text", value: (random) => random.pick(["一般", "銀卡", "金卡", "山友卡"]) },
  {
    name: "生日",
    type: "date",
    value: (random) =>
      `${random.between(1968, 2004)}-0${random.between(1, 9)}-${String(random.between(1, 28)).padStart(2, "0")}`,
  },
  { name: "鞋碼", type: "number", value: (random) => random.between(44, 58) / 2 },
  { name: "是否訂閱電子報", type: "boolean", value: (random) => random.chance(0.6) },
  {
    name: "下次登山課",
    type: "datetime",
    value: (random, now) => Math.floor(now / DAY + random.between(3, 40)) * DAY + 3_600_000,
  },
];

/** Bindings, attributes, subscriptions and marketing: rows of tables of their own, and columns of contacts. */
export function addFacts(ledger: Ledger, kindOf: ReadonlyMap<string, ChannelKind>, now: number) {
  // Of its own, so that what is added here changes nobody's messages.
  const random = new Random(20_261_121);
  const opened = now - 400 * DAY;
  const definitions = ATTRIBUTES.map(({ name, type }, i) => ({
    id: random.id(opened),
    name,
    name_key: fold(name),
    type,
    position: i + 1,
    created_at: opened,
    updated_at: opened,
  }));
  const values: Row[] = [];
  const bindings: Row[] = [];

  for (const contact of ledger.contacts) {
    const id = String(contact["id"]);
    const begin = Number(contact["created_at"]);
    const last = Math.max(Number(contact["last_customer_at"] ?? begin), begin);
    const between = () => Math.round(begin + (last - begin) * random.next());
    const set = (attribute: number, value: AttributeValue, at: number, role: Role | null) =>
      values.push({
        id: random.id(at),
        contact_id: id,
        attribute_id: definitions[attribute]?.id ?? null,
        value: JSON.stringify(value),
        source: role ? "agent" : "import",
        author_id: role ? ledger.memberIds[role] : null,
        at,
      });
    const kind = kindOf.get(String(contact["channel_id"]));
    const isMember = contact["member_no"] !== null;
    for (const [i, { value }] of ATTRIBUTES.entries()) {
      if (!random.chance(isMember ? 0.8 : 0.15)) continue;
      const at = between();
      set(i, value(random, now), at, null);
      // Some were told otherwise later, so that there is something to go back to.
      if (random.chance(0.25))
        set(i, value(random, now), at + Math.round((last - at) / 2) + 1, random.pick(["agent", "sales"]));
    }

    const bind = (binding: "social" | "phone" | "91app", how: string, at: number) => {
      bindings.push({
        id: random.id(at),
        contact_id: id,
        kind: binding,
        state: "bound",
        how,
        member_no: contact["member_no"] ?? null,
        author_id: null,
        at,
      });
      ledger.event(at, id, "binding.bound", { kind: "customer", name: null }, { binding, how });
    };
    if (isMember && kind !== "website") {
      const proven = ledger.values.find((row) => row["contact_id"] === id && row["field"] === "member_no");
      bind("social", random.pick(["button", "pixel", "bot"]), Number(proven?.["at"] ?? between()));
    }
    if (kind === "line" && contact["phone"] !== null && random.chance(0.6)) bind("phone", "sms", between());
    if (kind === "line" && isMember && random.chance(0.3)) bind("91app", "line_login", between());

    // The autumn broadcast, to everybody who was there; a few subscribed to Facebook's notifications.
    const broadcast = now - 12 * DAY;
    contact["last_marketing_at"] = begin < broadcast && kind !== "website" ? broadcast : null;
    const subscribed = kind === "messenger" && random.chance(0.6) ? between() : null;
    contact["recurring_since"] = subscribed;
    contact["recurring_until"] = subscribed === null ? null : now + random.between(-20, 150) * DAY;
    contact["recurring_next_at"] = subscribed === null ? null : now + random.between(-3, 2) * DAY;
  }
  return { definitions, values, bindings };
}
