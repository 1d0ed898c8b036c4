import type { Client, InValue } from "@libsql/client";
import { termsOf } from "../../worker/domain/search/terms.ts";
import { searchable, type TextKind } from "../../worker/domain/search/texts.ts";

const AT_ONCE = 2000;

const FIELDS: [TextKind, string][] = [
  ["id", "id"],
  ["channel", "external_id"],
  ["name", "name"],
  ["email", "email"],
  ["phone", "phone"],
  ["member", "member_no"],
];

/** What the writes of a workspace feed the index with, for everybody who is there. */
export async function fillSearch(client: Client): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await client.execute({
      sql: "select seq, id, external_id, name, email, phone, member_no from contact where seq > ? order by seq limit ?",
      args: [after, AT_ONCE],
    });
    const last = Number(rows.at(-1)?.["seq"] ?? after);
    if (last === after) break;
    const bounds = [after, last];
    const notes = await client.execute({
      sql: "select c.seq, n.id as ref, n.text from contact c join note n on n.contact_id = c.id where c.seq > ? and c.seq <= ?",
      args: bounds,
    });
    const tags = await client.execute({
      sql: "select c.seq, t.id as ref, t.name as text from contact c join contact_tag ct on ct.contact_id = c.id join tag t on t.id = ct.tag_id where c.seq > ? and c.seq <= ?",
      args: bounds,
    });
    const texts = [
      ...rows.flatMap((row) => FIELDS.map(([kind, column]) => textOf(row["seq"], kind, "", row[column]))),
      ...notes.rows.map((row) => textOf(row["seq"], "note", row["ref"], row["text"])),
      ...tags.rows.map((row) => textOf(row["seq"], "tag", row["ref"], row["text"])),
    ].filter(({ text }) => text !== null);
    await insert(client, texts);
    after = last;
  }
  await client.execute("insert into contact_search (contact_search) values ('optimize')");
}

const textOf = (seq: unknown, kind: TextKind, ref: unknown, value: unknown) => ({
  seq: Number(seq),
  kind,
  ref: String(ref),
  text: typeof value === "string" ? searchable(kind, value) : null,
});

async function insert(client: Client, texts: ReturnType<typeof textOf>[]): Promise<void> {
  const terms = new Map<number, string[]>();
  for (const { seq, text } of texts) terms.set(seq, [...(terms.get(seq) ?? []), termsOf(text ?? "")]);
  const documents = [...terms].map(([seq, written]) => ({ seq, terms: written.join(" ") }));
  const run = (sql: string, rows: unknown[]) =>
    client.execute({ sql, args: [JSON.stringify(rows)] as InValue[] });
  await run(
    `insert into search_text (seq, kind, ref, text)
     select value ->> 'seq', value ->> 'kind', value ->> 'ref', value ->> 'text' from json_each(?)`,
    texts,
  );
  await run(
    `insert into contact_search (rowid, terms)
     select value ->> 'seq', value ->> 'terms' from json_each(?) order by 1`,
    documents,
  );
}
