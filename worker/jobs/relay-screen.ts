import { CHANNELS } from "../channels/registry.ts";
import type { Channel } from "../channels/channel.ts";
import { type Relay, RELAYS } from "../channels/relay.ts";
import type { Database } from "../db/database.ts";
import type { OpenConnection } from "../domain/connections/find.ts";
import type { InboundItem } from "../domain/inbound/item.ts";
import { peopleOf } from "../domain/inbound/plan.ts";
import type { Standing } from "../domain/relay/line.ts";
import { mustNotGo, type Said } from "../domain/relay/withheld.ts";

/** What goes out for a post; null when nothing of it may. */
export type Outgoing = { body: Uint8Array<ArrayBuffer>; headers: [string, string][] } | null;

/**
 * Takes out of posts what must not be passed on. A post that holds nothing of the kind goes byte for byte;
 * another is written anew and proven with the channel's own secret, as the provider would.
 */
export async function screened(
  db: Database,
  connection: OpenConnection,
  posts: readonly Standing[],
): Promise<Outgoing[]> {
  const channel = CHANNELS[connection.kind];
  const relay = RELAYS[connection.kind];
  if (!channel || !relay) throw new Error(`nothing is passed on of kind ${connection.kind}`);
  const events = posts.map((post) => (post.body === "" ? [] : eventsOf(relay, channel, connection, post)));
  const said = events.flatMap((ofPost) => ofPost.flatMap(({ said }) => said.filter(({ byTeam }) => !byTeam)));
  const refused = await mustNotGo(db, connection.id, said);
  const out = new Set(said.filter((_, at) => refused[at]));
  return posts.map((post, at) => {
    if (post.body === "") return signed(relay, connection, relay.greeting(connection.settings.accountId), []);
    return without(relay, connection, post, events[at] ?? [], (one) => out.has(one));
  });
}

/**
 * A post without the events that say something of which `isOut` holds.
 *
 * @returns null when nothing is left
 */
export function cutPost(
  connection: OpenConnection,
  post: Standing,
  isOut: (said: Said) => boolean,
): Outgoing {
  const channel = CHANNELS[connection.kind];
  const relay = RELAYS[connection.kind];
  if (!channel || !relay) return null;
  return without(relay, connection, post, eventsOf(relay, channel, connection, post), isOut);
}

interface Event {
  /** Its place among the events of its post. */
  place: number;
  said: Said[];
}

function eventsOf(relay: Relay, channel: Channel, connection: OpenConnection, post: Standing): Event[] {
  const events: Event[] = [];
  relay.without(bodyOf(post), (payload) => {
    events.push({ place: events.length, said: saidIn(channel, connection, post, payload) });
    return false;
  });
  return events;
}

function saidIn(
  channel: Channel,
  { id: connectionId, origin, settings }: OpenConnection,
  { receivedAt }: Standing,
  payload: unknown,
): Said[] {
  let items: InboundItem[];
  try {
    ({ items } = channel.parse(payload, { connectionId, origin, settings, receivedAt }));
  } catch {
    // What we cannot read says nothing we know of anybody; the inbox may read it.
    return [];
  }
  return items.flatMap((item) => {
    const providerId = item.kind === "message" || item.kind === "edit" ? item.providerId : null;
    return peopleOf(item).map((person) => ({ person, providerId, at: item.at, byTeam: isByTeam(item) }));
  });
}

/** Written by us and proven as the provider would. */
function signed(
  relay: Relay,
  { credentials }: OpenConnection,
  text: string,
  headers: readonly [string, string][],
): NonNullable<Outgoing> {
  const body = new TextEncoder().encode(text);
  const own = { "content-type": "application/json", ...relay.sign(credentials, body) };
  const others = headers.filter(([name]) => !Object.hasOwn(own, name));
  return { body, headers: [...others, ...Object.entries(own)] };
}

/** What the team does in a blocked conversation goes on. */
const isByTeam = (item: InboundItem): boolean =>
  (item.kind === "message" && item.sender.kind !== "customer") ||
  ("byTeam" in item && item.byTeam === true) ||
  (item.kind === "reaction" && item.side === "team");

function without(
  relay: Relay,
  connection: OpenConnection,
  post: Standing,
  events: readonly Event[],
  isOut: (said: Said) => boolean,
): Outgoing {
  const headers = JSON.parse(post.headers) as [string, string][];
  const barred = new Set(events.filter(({ said }) => said.some(isOut)).map(({ place }) => place));
  if (barred.size === 0) return { body: new TextEncoder().encode(post.body), headers };
  let place = 0;
  const left = relay.without(bodyOf(post), () => barred.has(place++));
  return left === null ? null : signed(relay, connection, JSON.stringify(left), headers);
}

const bodyOf = ({ body }: Standing): unknown => JSON.parse(body.replace(/^\uFEFF/, ""));
