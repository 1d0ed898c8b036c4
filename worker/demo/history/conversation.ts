import type { ChannelKind } from "../../../shared/channels.ts";
import type { Spoken, Visit } from "../dialogue/talk.ts";
import { ANSWERING, STAFF } from "../shop.ts";
import type { Place } from "./contact.ts";
import type { Ledger } from "./ledger.ts";

const MINUTE = 60_000;
/** Answered and this long without a word, a conversation is resolved. */
const QUIET = 4 * 3_600_000;

/** When who wrote last, UTC ms. */
export interface LastTimes {
  any: number;
  customer: number;
  team: number | null;
}

/** The conversation with its messages. */
export function addConversation(
  ledger: Ledger,
  contactId: string,
  { thread, channelId, waiting }: Place,
  visits: readonly Visit[],
  now: number,
): LastTimes {
  const { random } = ledger;
  const spoken = visits.flatMap(({ messages }) => messages);
  const first = spoken[0]?.at ?? now;
  const id = random.id(first);
  const customer = { kind: "customer", name: thread.name } as const;
  const lastAt = spoken.findLast(({ who }) => who === "customer")?.at;
  for (const message of spoken) {
    const { who, role, at, type, text, content, unsent } = message;
    const provider = providerId(thread.kind, ledger);
    const unsentAt = unsent ? at + 20_000 : null;
    const sender = { customer: thread.name, bot: BOT, agent: role && STAFF[role] };
    ledger.messages.push({
      id: random.id(at),
      conversation_id: id,
      channel_id: channelId,
      provider_id: provider,
      sender_kind: who,
      sender_name: sender[who],
      type,
      text,
      content: JSON.stringify(content),
      at,
      received_at: at + random.between(150, 900),
      unsent_at: unsentAt,
    });
    if (tellsReactions(thread.kind) && who === "agent" && LIKED.test(provider) && at < (lastAt ?? 0)) {
      ledger.reactions.push({
        channel_id: channelId,
        provider_id: provider,
        side: "customer",
        contact_id: contactId,
        emoji: provider.endsWith("0") ? "👍" : "❤",
        at: at + 30_000,
      });
    }
    if (unsentAt) {
      ledger.unsent.push({ channel_id: channelId, provider_id: provider, at: unsentAt });
      ledger.event(unsentAt, contactId, "message.unsent", customer);
    }
  }
  const last = lastTimes(spoken);
  const resolved = !waiting && last.any < now - QUIET;
  if (resolved) {
    const at = last.any + random.between(20, 200) * MINUTE;
    const member = { kind: "member", role: random.pick(ANSWERING) } as const;
    ledger.event(at, contactId, "conversation.state", member, { state: "resolved" });
  }
  ledger.conversations.push({
    id,
    contact_id: contactId,
    channel_id: channelId,
    state: resolved ? "resolved" : "open",
    message_count: spoken.length,
    last_message_at: last.any,
    read_until: tellsReactions(thread.kind) ? (lastAt ?? null) : null,
    created_at: first,
  });
  return last;
}

const BOT = "霧嶼小幫手";

/** Messenger and Instagram tell of reactions, and of what the customer has read. */
const tellsReactions = (kind: ChannelKind): boolean => kind === "messenger" || kind === "instagram";
/** Of the ids that are made, one in eight. */
const LIKED = /[01]$/;

function lastTimes(spoken: readonly Spoken[]): LastTimes {
  const last = (who: Spoken["who"]): number | null => spoken.findLast((m) => m.who === who)?.at ?? null;
  return { any: spoken.at(-1)?.at ?? 0, customer: last("customer") ?? 0, team: last("agent") };
}

/** A message's id as that provider makes them. */
function providerId(kind: ChannelKind, { random }: Ledger): string {
  switch (kind) {
    case "line":
      return `59${random.digits(16)}`;
    case "messenger":
      return `m_${random.hex(40)}`;
    case "instagram":
      return `aWdf${random.hex(40)}`;
    case "whatsapp":
      return `wamid.${random.hex(40)}`;
    case "website":
      return random.hex(32);
  }
}
