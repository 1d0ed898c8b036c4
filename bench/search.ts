import type { Call } from "../worker/domain/ctx.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { sha256 } from "../worker/domain/batch.ts";
import { findContact } from "../worker/domain/contacts/find.ts";
import { createSealer } from "../worker/sealer.ts";
import { personOf, scatter } from "./dataset/people.ts";
import { pick, range } from "./dataset/rows.ts";
import { ensureDataset, FULL, NOW, type Size, TOKEN } from "./dataset.ts";
import type { Figure } from "./main.ts";

const SEED = 20_261_120;
const OF_EACH_KIND = 15;

/**
 * The first page of 300 searches of all kinds among a million contacts, through the verb with session and
 * right: twenty kinds in turn, once to warm up and once measured.
 */
export async function* run(size: Size = FULL): AsyncIterable<Figure> {
  const file = await ensureDataset(size);
  const db = await openEmbedded(file);
  try {
    const call: Call = {
      db,
      actor: { kind: "member", accessHash: sha256(TOKEN) },
      now: NOW,
      operationId: undefined,
      requestId: "bench",
      sealer: await createSealer(Buffer.alloc(32, 7).toString("base64")),
    };
    const searches = searchesOf(size);
    for (const { text } of searches) await findContact(call, { text });
    const taken: { kind: string; text: string; ms: number; found: number }[] = [];
    for (const { kind, text } of searches) {
      const start = performance.now();
      const { items } = await findContact(call, { text });
      taken.push({ kind, text, ms: performance.now() - start, found: items.length });
    }
    const found = taken.filter(({ kind, found }) => kind !== "nobody" && found > 0).length;
    if (found < taken.length * 0.8) throw new Error(`only ${found} of ${taken.length} searches find anybody`);
    const sorted = taken.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (p: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
    yield { name: "search.p95", value: at(0.95), unit: "ms" };
    yield { name: "search.p50", value: at(0.5), unit: "ms" };
    yield { name: "search.worst", value: at(1), unit: "ms" };
    for (const { kind, text, ms } of taken.toSorted((a, b) => b.ms - a.ms).slice(0, 5)) {
      console.error(`bench: ${ms.toFixed(1)} ms for ${kind} ${JSON.stringify(text)}`);
    }
    const [sizes] = await db.read([
      "select sum(pgsize) as bytes from dbstat where name in ('contact_search_data', 'contact_search_idx', 'search_text')",
    ]);
    yield { name: "search.size", value: Number(sizes?.rows[0]?.["bytes"]) / 2 ** 20, unit: "MB" };
  } finally {
    db.close();
  }
}

const COMMON = ["gmail", "陳", "yahoo", "小", "台北", "vip", "09", "happy", "com.tw", "客人", "hotmail.com"];

function searchesOf({ contacts }: Size): { kind: string; text: string }[] {
  const of = (n: number) => personOf(scatter(n, 4) % contacts);
  const nameOf = (n: number) => of(n).name;
  const kinds: Record<string, (n: number) => string> = {
    "one character": (n) => part(nameOf(n), n, 1),
    "two characters": (n) => part(nameOf(n), n, 2),
    "a whole name": nameOf,
    "a name's beginning": (n) => nameOf(n).slice(0, 3),
    "part of an email": (n) => part(of(n).email, n, 3 + (n % 5)),
    "a mailbox": (n) => of(n).email.split("@")[0] ?? "",
    "a host": (n) => `@${of(n).email.split("@")[1]}`,
    "a common word": (n) => pick(COMMON, n),
    "a phone's beginning": (n) => `0${of(n).phone.slice(4, 7 + (n % 4))}`,
    "part of a phone": (n) => part(of(n).phone.slice(4), n, 3 + (n % 4)),
    "a whole phone": (n) =>
      `0${of(n).phone.slice(4, 7)}-${of(n).phone.slice(7, 10)}-${of(n).phone.slice(10)}`,
    "one letter or digit": (n) => pick([..."0123456789acehmt"], n),
    "two letters or digits": (n) => pick(["09", "am", "12", "ch", "em", "77", "ta", "vi", "0a", "gm"], n),
    "part of a channel id": (n) => part(of(n).externalId, n, 4 + (n % 4)),
    "part of a member number": (n) => part(of(n).memberNo, n, 4 + (n % 4)),
    "part of a note": (n) =>
      part("客人想換貨，已請倉庫確認 Prefers e-mail 生日送禮盒，住台北市大安區", n, 2 + (n % 4)),
    "two common words": (n) => `${pick(COMMON, n)} ${pick(COMMON, n + 3)}`,
    "a rare and a common word": (n) => `${of(n).phone.slice(5, 11)} ${pick(COMMON, n)}`,
    "other scripts": (n) =>
      pick(["さく", "ケン", "김민", "민", "สม", "ใจ", "🌸", "ñ", "é", "ＡＭＹ", "ﾀﾅ", "nguy"], n),
    nobody: (n) => pick(["xyzzy", "陳龘", "0911999888777", "qqqqq", "@nowhere.example", "9z9z"], n),
  };
  return range(0, OF_EACH_KIND).flatMap((turn) =>
    Object.entries(kinds).map(([kind, make], k) => ({ kind, text: make(SEED + turn * 101 + k) })),
  );
}

/** A part of that many characters, anywhere in a text. */
function part(text: string, n: number, length: number): string {
  const letters = Array.from(text);
  const from = scatter(n, 5) % Math.max(1, letters.length - length + 1);
  return (
    letters
      .slice(from, from + length)
      .join("")
      .trim() || text
  );
}
