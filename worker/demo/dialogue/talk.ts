import type { Role } from "../../../shared/permissions.ts";
import type { Person, Thread } from "../people.ts";
import type { Random } from "../random.ts";
import { ANSWERING } from "../shop.ts";
import { episodesFor } from "./episodes.ts";
import type { Episode } from "./parse.ts";
import { inStyle, type Said, sayLine } from "./say.ts";
import { Words } from "./words.ts";

export interface Spoken extends Said {
  who: "customer" | "agent" | "bot";
  /** Who of the team wrote it. */
  role: Role | null;
  /** UTC ms. */
  at: number;
}

/** One visit: messages close together in time, about one thing. */
export interface Visit {
  tags: string[];
  role: Role;
  messages: Spoken[];
}

const MOST = 300;
const LEAST = 5;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TAIPEI = 8 * HOUR;

/**
 * A thread's whole history between two times, ending at `end`.
 *
 * @param waiting the last question has no answer yet
 */
export function talk(
  person: Person,
  thread: Thread,
  { random, start, end, waiting }: { random: Random; start: number; end: number; waiting: boolean },
): Visit[] {
  const visits: Visit[] = [];
  const usual = random.pick(ANSWERING);
  let count = 0;
  for (const episode of subjects(person, random)) {
    if (count >= LEAST && count >= thread.size * 0.95) break;
    const role = random.chance(0.7) ? usual : random.pick(ANSWERING);
    const messages = perform(episode, person, thread, role, random);
    if (count >= LEAST && count + messages.length > Math.min(MOST, thread.size * 1.2)) continue;
    visits.push({ tags: episode.tags, role, messages });
    count += messages.length;
  }
  const last = visits.at(-1);
  if (waiting && last) leaveOpen(last, count);
  setTimes(visits, random, start, end);
  return visits;
}

/** What is talked about, in order: mostly what they like, nothing twice until all was said. */
function* subjects(person: Person, random: Random): Generator<Episode> {
  for (let round = 0; round < 20; round++) {
    const [first = [], second = []] = episodesFor(person.language, person.likes).map((e) =>
      random.shuffle(e),
    );
    while (first.length + second.length > 0) {
      const from = second.length === 0 || (first.length > 0 && random.chance(0.6)) ? first : second;
      const episode = from.pop();
      if (episode) yield episode;
    }
  }
}

function perform(episode: Episode, person: Person, thread: Thread, role: Role, random: Random): Spoken[] {
  const words = new Words(random);
  const spoken: Spoken[] = [];
  let skipped = false;
  for (const { who, optional, ways } of episode.lines) {
    // An answer to what was not asked is not given either.
    skipped = optional && (who === "customer" ? random.chance(0.5) : skipped);
    if (skipped) continue;
    const line = words.fill(random.pick(ways));
    for (const said of sayLine(line, thread.kind, random)) {
      const texts =
        who === "customer" && said.type === "text" && said.text
          ? inStyle(said.text, person.style, random)
          : [said.text];
      for (const text of texts) {
        spoken.push({ ...said, text, who, role: who === "agent" ? role : null, at: 0 });
      }
    }
  }
  return spoken;
}

/** Cuts a visit where the customer waits for an answer, as long as enough remains. */
function leaveOpen(visit: Visit, count: number): void {
  const { messages } = visit;
  const cut = messages.findLastIndex(
    ({ who }, i) => i > 0 && who === "customer" && messages[i + 1] && messages[i + 1]?.who !== "customer",
  );
  const dropped = messages.length - cut - 1;
  if (cut > 0 && count - dropped >= LEAST) messages.length = cut + 1;
}

function setTimes(visits: Visit[], random: Random, start: number, end: number): void {
  const days = visits.slice(1).map(() => start + random.next() * (end - start - DAY));
  const first = visits.length > 1 ? inShopHours(start, random) : start;
  const starts = [first, ...days.sort((a, b) => a - b).map((at) => inShopHours(at, random))];
  for (const [i, { messages }] of visits.entries()) {
    let at = starts[i] ?? start;
    for (const [j, message] of messages.entries()) {
      const before = messages[j - 1];
      if (before) at += pause(before, message, random);
      message.at = Math.round(at);
    }
  }
  // The last visit ends now; the others keep out of its way and out of each other's.
  let limit = end;
  for (const { messages } of visits.toReversed()) {
    const late = (messages.at(-1)?.at ?? 0) - limit;
    if (late > 0 || limit === end) for (const message of messages) message.at -= late;
    limit = (messages[0]?.at ?? limit) - HOUR;
  }
}

/** The same day in Taipei, between 9:30 and 21:30. */
export function inShopHours(at: number, random: Random): number {
  const midnight = Math.floor((at + TAIPEI) / DAY) * DAY - TAIPEI;
  return midnight + (9.5 + random.next() * 12) * HOUR;
}

/** How long until the next message, ms. */
function pause(before: Spoken, next: Spoken, random: Random): number {
  if (next.who === "bot") return random.between(800, 2_000);
  if (before.who === next.who) return random.between(3_000, 28_000);
  return random.between(20_000, next.who === "agent" ? 240_000 : 400_000);
}
