import { sql } from "drizzle-orm";
import type * as v from "valibot";
import { fold } from "../../../shared/fold.ts";
import { type RowResult, TagRow, TagsChange } from "../../../shared/schemas/contact-put.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import type { Ctx } from "../ctx.ts";
import { outdated, planned } from "../planned.ts";
import { inPortions } from "../portions.ts";
import { parse, writeVerb } from "../verb.ts";
import { requireVersions, tagStatements } from "./change-write.ts";

const p = sql.placeholder;

const selectContacts = prepare<{ ids: string }, { id: string; version: number }>(sql`
  select c.id, c.version from json_each(${p("ids")}) j
  join contact c on c.id = j.value and c.deleted_at is null`);

const selectPresent = prepare<{ ids: string }, { contactId: string; nameKey: string }>(sql`
  select ct.contact_id as "contactId", t.name_key as "nameKey" from json_each(${p("ids")}) j
  join contact_tag ct on ct.contact_id = j.value and ct.present = 1 join tag t on t.id = ct.tag_id`);

/** A tag on a contact, in one of its spellings. */
export interface Tagged {
  contactId: string;
  nameKey: string;
  name: string;
}

const byKey = (names: readonly string[]): Map<string, string> =>
  new Map(names.map((name) => [fold(name), name]));

/**
 * Another system tags contacts. Who adds a tag that is there already is not asked: it counts once more.
 * `replace` adds what is missing and removes what is not named. Each row is answered for itself.
 */
export const changeTags = writeVerb({
  name: "tags.change",
  permission: "contact:transfer",
  input: TagsChange,
  async run(ctx, { rows }): Promise<{ results: RowResult[] }> {
    const asked = rows.map((row) => {
      try {
        return parse(TagRow, row);
      } catch (error) {
        if (error instanceof Failure) return error;
        throw error;
      }
    });
    const done = new Set<string>();
    const results = await inPortions(ctx, asked, PORTION, async (part, some) => {
      const told = await changeSome(part, some, done);
      for (const { id } of told) if (id !== null) done.add(id);
      return told;
    });
    return { results };
  },
});

/** Rows of one batch. */
const PORTION = 50;

/** @param done contacts that earlier rows of the call were about */
async function changeSome(
  ctx: Ctx,
  asked: readonly (v.InferOutput<typeof TagRow> | Failure)[],
  done: ReadonlySet<string>,
): Promise<RowResult[]> {
  const { results } = await planned(ctx, async () => {
    const ids = JSON.stringify([
      ...new Set(asked.flatMap((one) => (one instanceof Failure ? [] : [one.contact_id]))),
    ]);
    const { rows: found } = await read(ctx, [selectContacts({ ids }), selectPresent({ ids })]);
    const versions = new Map(found[0].map(({ id, version }) => [id, version]));
    const present = new Map<string, Set<string>>();
    for (const { contactId, nameKey } of found[1]) {
      present.set(contactId, (present.get(contactId) ?? new Set()).add(nameKey));
    }
    const [add, remove]: [Tagged[], Tagged[]] = [[], []];
    const seen = new Set<string>();
    const results = asked.map((one): RowResult => {
      if (one instanceof Failure) return refused(one);
      const { contact_id: contactId } = one;
      if (!versions.has(contactId)) return refused(new Failure("NOT_FOUND", { field: "contact_id" }));
      if (seen.has(contactId) || done.has(contactId))
        return refused(new Failure("CONFLICT", { field: "contact_id" }));
      seen.add(contactId);
      const there = present.get(contactId) ?? new Set<string>();
      const wanted = one.replace === null ? null : byKey(one.replace);
      const missing = [...(wanted ?? [])].filter(([nameKey]) => !there.has(nameKey));
      const on = [...new Map([...byKey(one.add), ...missing])];
      const off = [
        ...[...byKey(one.remove).keys()].filter((nameKey) => there.has(nameKey)),
        ...(wanted === null ? [] : [...there].filter((nameKey) => !wanted.has(nameKey))),
      ];
      for (const [nameKey, name] of on) add.push({ contactId, nameKey, name });
      for (const nameKey of off) remove.push({ contactId, nameKey, name: "" });
      return { outcome: on.length + off.length === 0 ? "unchanged" : "updated", id: contactId };
    });
    const changed = [...new Set([...add, ...remove].map(({ contactId }) => contactId))];
    const [only] = results;
    return write<{ results: RowResult[] }>(ctx, {
      input: asked.length,
      target: results.length === 1 ? (only?.id ?? null) : null,
      detail: { added: add.length, removed: remove.length, rows: asked.length },
      refused: { version_fresh: outdated() },
      statements: [
        requireVersions({
          known: JSON.stringify(changed.map((id) => ({ id, version: versions.get(id) }))),
        }),
        ...tagStatements(ctx.now, { add, remove, changed }),
      ],
      result: answerWith({ results }),
    });
  });
  return results;
}

const refused = ({ code, field }: Failure): RowResult => ({
  outcome: "refused",
  id: null,
  code,
  ...(field === undefined ? {} : { field }),
});
