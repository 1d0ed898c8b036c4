import type { ChannelKind } from "../../../shared/channels.ts";
import { Random } from "../random.ts";
import type { Row } from "../rows.ts";
import { ACCOUNTS } from "../shop.ts";
import type { Ledger } from "./ledger.ts";

const DAY = 86_400_000;

/** Pages of the shop that some customers have open. */
const PAGES = [
  { path: "/products/two-person-tent", title: "輕量雙人登山帳｜霧嶼戶外" },
  { path: "/orders/lookup", title: "訂單查詢｜霧嶼戶外" },
  { path: "/guides/first-overnight", title: "第一次過夜登山要帶什麼｜霧嶼戶外" },
];
/** A made-up shop sends no sign of life, so those who are online stay so. */
const ONLINE_FOR = 30 * DAY;

/** What the pixel saw of website customers: who logged in to the shop, and which page is open. */
export function addWebsite(
  ledger: Ledger,
  bindings: Row[],
  kindOf: ReadonlyMap<string, ChannelKind>,
  now: number,
) {
  // Of its own, so that what is added here changes nobody's messages.
  const random = new Random(20_261_123);
  const visitors: Row[] = [];
  const presences: Row[] = [];
  const contacts = ledger.contacts.filter((row) => kindOf.get(String(row["channel_id"])) === "website");
  for (const [i, contact] of contacts.entries()) {
    const id = String(contact["id"]);
    const last = Math.max(Number(contact["last_customer_at"]), Number(contact["created_at"]));
    const memberNo = memberOf(ledger, contact);
    if (memberNo !== null) logIn(ledger, bindings, { contact, id, memberNo, at: last - 90_000 }, random);
    const page = PAGES[i];
    const seen = page ? now - 60_000 : last;
    visitors.push({
      id: random.hex(24),
      member_no: memberNo,
      contact_id: id,
      first_seen_at: Number(contact["created_at"]),
      last_seen_at: seen,
      identified_at: memberNo === null ? null : last - 90_000,
    });
    presences.push({
      contact_id: id,
      state: page ? "online" : "offline",
      page_id: page ? random.hex(24) : null,
      url: page ? `https://${ACCOUNTS.website.accountId}${page.path}` : null,
      title: page ? page.title : null,
      last_seen_at: seen,
      online_until: page ? now + ONLINE_FOR : seen,
    });
  }
  return { visitors, presences };
}

/** The member number another channel of the same person has, or they themselves. */
function memberOf(ledger: Ledger, contact: Row): string | null {
  const found = ledger.contacts.find(
    (row) => row["customer_id"] === contact["customer_id"] && row["member_no"] !== null,
  );
  return found ? String(found["member_no"]) : null;
}

function logIn(
  ledger: Ledger,
  bindings: Row[],
  { contact, id, memberNo, at }: { contact: Row; id: string; memberNo: string; at: number },
  random: Random,
): void {
  const known = ledger.values.find((row) => row["contact_id"] === id && row["field"] === "member_no");
  if (known) known["source"] = "pixel";
  else ledger.value(at, id, "member_no", memberNo, null, "pixel");
  contact["member_no"] = memberNo;
  const boundAt = Number(known?.["at"] ?? at);
  bindings.push({
    id: random.id(boundAt),
    contact_id: id,
    kind: "social",
    state: "bound",
    how: "pixel",
    member_no: memberNo,
    author_id: null,
    at: boundAt,
  });
  const data = { binding: "social", how: "pixel" };
  ledger.event(boundAt, id, "binding.bound", { kind: "customer", name: null }, data);
}
