import type { Role } from "../../../shared/permissions.ts";
import { fold } from "../../../shared/fold.ts";
import type { Visit } from "../dialogue/talk.ts";
import type { Ledger } from "./ledger.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** What happens to a customer more than once. */
const REPEATED = new Set([
  "詢問尺寸",
  "詢問庫存",
  "裝備諮詢",
  "物流",
  "維修",
  "租借",
  "團購",
  "露營",
  "價格",
]);

/** What a team bothers to tag one customer with, at most. */
const TAGS_EACH = 7;

interface Action {
  at: number;
  tag: string;
  action: "apply" | "remove";
  role: Role;
}

/**
 * The taggings of one contact: after what was talked about, some again and again within the last 90
 * days, a few taken off.
 */
export function tagContact(
  ledger: Ledger,
  contact: { id: string; channelId: string; memberNo: string | null },
  visits: readonly Visit[],
  now: number,
): void {
  const actions = planTagging(ledger, contact.memberNo, visits, now);
  const current = new Map<string, { present: boolean; count: number; lastAt: number }>();
  for (const { at, tag, action, role } of actions) {
    const state = current.get(tag) ?? { present: false, count: 0, lastAt: 0 };
    if (action === "remove" && !state.present) continue;
    const member = { kind: "member", role } as const;
    if (action === "remove") ledger.event(at, contact.id, "tag.removed", member, { tag });
    else ledger.event(at, contact.id, state.present ? "tag.repeated" : "tag.applied", member, { tag });
    ledger.taggings.push({
      id: ledger.random.id(at),
      contact_id: contact.id,
      tag_id: tagId(ledger, tag, role, at),
      action,
      channel_id: contact.channelId,
      source: "agent",
      author_id: ledger.memberIds[role],
      at,
    });
    if (action === "apply") current.set(tag, { present: true, count: state.count + 1, lastAt: at });
    else current.set(tag, { ...state, present: false });
  }
  for (const [tag, { present, count, lastAt }] of current) {
    ledger.contactTags.push({
      contact_id: contact.id,
      tag_id: tagId(ledger, tag, "agent", lastAt),
      present: present ? 1 : 0,
      count,
      last_at: lastAt,
    });
  }
}

function planTagging(
  { random }: Ledger,
  memberNo: string | null,
  visits: readonly Visit[],
  now: number,
): Action[] {
  const actions: Action[] = [];
  const add = (visit: Visit, tag: string, action: Action["action"] = "apply"): void => {
    const after = (visit.messages.at(-1)?.at ?? now) + random.between(1, 20) * MINUTE;
    actions.push({ at: Math.min(after, now - MINUTE), tag, action, role: visit.role });
  };
  const topics = [...new Set(visits.flatMap(({ tags }) => tags))];
  const kept = new Set(random.shuffle(topics).slice(0, TAGS_EACH));
  for (const visit of visits) {
    for (const tag of visit.tags) if (kept.has(tag) && random.chance(0.5)) add(visit, tag);
  }
  const recent = visits.filter(({ messages }) => (messages[0]?.at ?? 0) > now - 89 * DAY);
  const known = [...new Set(actions.map(({ tag }) => tag))];
  if (visits.length >= 3) {
    const again = [...known.filter((tag) => REPEATED.has(tag)), "回購"];
    for (const tag of random.shuffle(again).slice(0, 3)) {
      for (const visit of recent) if (random.chance(0.45)) add(visit, tag);
    }
  }
  const [first] = visits;
  if (memberNo && first) add(first, "會員");
  if (visits.length > 12) for (const visit of recent) if (random.chance(0.4)) add(visit, "VIP");
  for (const tag of known) {
    const visit = recent.length > 0 && random.chance(0.12) ? random.pick(recent) : null;
    if (visit) add(visit, tag, "remove");
  }
  // Two actions of one contact are never at the same moment.
  actions.sort((a, b) => a.at - b.at);
  for (const [i, action] of actions.entries()) action.at += i;
  return actions;
}

function tagId(ledger: Ledger, name: string, role: Role, at: number): string {
  const known = ledger.tags.find((tag) => tag["name"] === name);
  if (known) {
    known["created_at"] = Math.min(Number(known["created_at"]), at);
    return String(known["id"]);
  }
  const id = ledger.random.id(at);
  ledger.tags.push({
    id,
    name,
    name_key: fold(name),
    created_by: ledger.memberIds[role],
    created_at: at,
  });
  return id;
}
