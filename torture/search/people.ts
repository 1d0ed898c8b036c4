import type { Database } from "../../worker/db/database.ts";
import type { Random } from "../../worker/demo/random.ts";
import { newId } from "../../worker/domain/id.ts";
import { type Known, type Text, textOf } from "./known.ts";

/** UTC ms. */
export const NOW = Date.UTC(2026, 10, 19, 16);

const HOSTS = ["gmail.com", "yahoo.com.tw", "Shop.Test", "信箱.台灣"];
const digits = (random: Random, length: number): string =>
  Array.from({ length }, () => random.between(0, 9)).join("");

/** Contacts as a seed or an import of its own makes them: rows, and nothing that feeds the index. */
export async function insertPeople(db: Database, random: Random, count: number): Promise<Known[]> {
  await db.write([
    "insert into channel (id, kind, account_id, name, created_at, updated_at) values ('ch', 'line', 'a', 'LINE', 0, 0)",
    "insert into member (id, email, name, role, state, created_at, updated_at) values ('m', 'm@shop.test', 'M', 'agent', 'active', 0, 0)",
  ]);
  const people: Known[] = [];
  for (let i = 0; i < count; i++) people.push(await insertPerson(db, random, i));
  return people;
}

async function insertPerson(db: Database, random: Random, i: number): Promise<Known> {
  const id = newId(NOW);
  const texts: Text[] = [
    { kind: "id", value: id },
    { kind: "channel", value: random.chance(0.8) ? `U${digits(random, 12)}` : `${textOf(random)}${i}` },
  ];
  if (random.chance(0.9)) texts.push({ kind: "name", value: textOf(random) });
  if (random.chance(0.6)) {
    const mailbox = random.pick(["amy", "Chen.Lin", "happy", "小明", "o'brien"]);
    texts.push({ kind: "email", value: `${mailbox}${digits(random, 3)}@${random.pick(HOSTS)}` });
  }
  if (random.chance(0.7)) {
    const value = random.chance(0.8)
      ? `+8869${digits(random, 8)}`
      : `${digits(random, 4)} ext ${digits(random, 2)}`;
    texts.push({ kind: "phone", value });
  }
  if (random.chance(0.4)) texts.push({ kind: "member", value: `M-000${digits(random, 4)}` });
  const of = (kind: Text["kind"]) => texts.find((text) => text.kind === kind)?.value ?? null;
  const [, inserted] = await db.write([
    { sql: "insert into customer (id, created_at) values (?, 0)", args: [id] },
    {
      sql: `insert into contact (id, channel_id, external_id, customer_id, name, email, phone, member_no, created_at, updated_at)
        values (?, 'ch', ?, ?, ?, ?, ?, ?, 0, 0)`,
      args: [id, of("channel"), id, of("name"), of("email"), of("phone"), of("member")],
    },
  ]);
  return { id, seq: Number(inserted?.lastInsertRowid), deleted: false, texts };
}
