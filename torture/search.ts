import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePhone } from "../shared/phone.ts";
import { type Embedded, openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { Random } from "../worker/demo/random.ts";
import { findContact } from "../worker/domain/contacts/find.ts";
import { takeInSearch } from "../worker/domain/search/take-in.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSealer } from "../worker/sealer.ts";
import { changeTexts } from "./search/changes.ts";
import { type Known, textOf } from "./search/known.ts";
import { expected } from "./search/oracle.ts";
import { insertPeople, NOW } from "./search/people.ts";
import { keep, type Suite } from "./suite.ts";

const SIZES = {
  reduced: { contacts: 150, changes: 100, queries: 500 },
  full: { contacts: 5000, changes: 3000, queries: 100_000 },
};
/** Pages compared of each search: more would only be more of the same order. */
const PAGES = 2;
const PER_PAGE = 20;

/**
 * Random parts of what contacts are known by, and random texts, are looked for while notes, tags and fields
 * change: no false hit, no miss and the defined order, against comparing every text in memory.
 */
export const run: Suite = async ({ seed, size }) => {
  const folder = await mkdtemp(join(tmpdir(), "alongside-search-"));
  const db = await openEmbedded(join(folder, "workspace.db"));
  try {
    return await searchAndCompare(db, new Random(seed), SIZES[size]);
  } finally {
    db.close();
    await rm(folder, { recursive: true, force: true });
  }
};

async function searchAndCompare(
  db: Embedded,
  random: Random,
  sizes: (typeof SIZES)["full"],
): Promise<string> {
  await migrate(db, await readMigrations("workspace"), NOW);
  const call = {
    db,
    actor: { kind: "system", name: "job" } as const,
    now: NOW,
    operationId: undefined,
    requestId: "search",
    sealer: await createSealer(Buffer.alloc(32).toString("base64")),
  };
  const people = await insertPeople(db, random, sizes.contacts);
  await takeAllIn(db);
  let hits = 0;
  const rounds = 5;
  const moved: string[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      const changes = Math.ceil(sizes.changes / (rounds - 1));
      moved.push(...(await changeTexts(call, random, people, changes)));
    }
    await takeAllIn(db);
    for (let n = 0; n < sizes.queries / rounds; n++) {
      const text = searchFor(random, people, moved);
      if (text.trim() === "") continue;
      const due = expected(people, text, (phone) => parsePhone(phone, "TW"));
      let cursor: string | null = null;
      for (let page = 0; page < PAGES; page++) {
        const found: { items: { contactId: string }[]; next: string | null } = await findContact(call, {
          text,
          cursor,
        });
        const is = found.items.map(({ contactId }) => contactId);
        const must = due.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
        keep(
          JSON.stringify(is) === JSON.stringify(must),
          `${JSON.stringify(text)} finds ${describe(people, is)}, must find ${describe(people, must)}`,
        );
        hits += is.length;
        cursor = found.next;
        if (cursor === null) {
          keep(due.length <= (page + 1) * PER_PAGE, `${JSON.stringify(text)} ends before the last`);
          break;
        }
      }
    }
  }
  return `${sizes.queries} searches among ${sizes.contacts} contacts, ${hits} found, 0 false, 0 missed`;
}

async function takeAllIn(db: Embedded): Promise<void> {
  while (await takeInSearch(db, NOW));
}

/** Mostly a part, of 1 to 8 characters, of what is there or was; else two such parts, or anything. */
function searchFor(random: Random, people: readonly Known[], moved: readonly string[]): string {
  const part = (): string => {
    const lately = moved.length > 0 && random.chance(0.4);
    const value = lately ? random.pick(moved) : random.pick(random.pick(people).texts).value;
    const letters = Array.from(value);
    const from = random.between(0, letters.length - 1);
    return letters.slice(from, from + random.between(1, 8)).join("");
  };
  if (random.chance(0.15)) return `${part()} ${part()}`;
  if (random.chance(0.1)) return textOf(random, 8);
  if (random.chance(0.05)) return random.pick(random.pick(people).texts).value.slice(0, 200);
  const text = part();
  if (random.chance(0.1)) return text.toUpperCase();
  if (random.chance(0.1)) return text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  return text;
}

const describe = (people: readonly Known[], ids: readonly string[]): string =>
  JSON.stringify(
    ids.slice(0, 4).map((id) => people.find((person) => person.id === id)?.texts.map(({ value }) => value)),
  ) + ` (${ids.length})`;
