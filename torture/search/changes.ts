import { fold } from "../../shared/fold.ts";
import type { Random } from "../../worker/demo/random.ts";
import type { Call } from "../../worker/domain/ctx.ts";
import { newId } from "../../worker/domain/id.ts";
import { createNote } from "../../worker/domain/notes/create.ts";
import { deleteNote } from "../../worker/domain/notes/delete.ts";
import { editNote } from "../../worker/domain/notes/edit.ts";
import { restoreNote } from "../../worker/domain/notes/restore.ts";
import { applyTag } from "../../worker/domain/tags/apply.ts";
import { removeTag } from "../../worker/domain/tags/remove.ts";
import { type Known, textOf } from "./known.ts";
import { NOW } from "./people.ts";

type Change = (call: Call, random: Random, person: Known) => Promise<void>;

const without = (person: Known, ref: string | undefined): void => {
  person.texts = person.texts.filter((text) => text.ref === undefined || text.ref !== ref);
};
const some = (random: Random, person: Known, kind: "note" | "tag") => {
  const texts = person.texts.filter((text) => text.kind === kind);
  return texts.length === 0 ? undefined : random.pick(texts);
};
const asMember = (call: Call): Call => ({
  ...call,
  actor: { kind: "behalf", memberId: "m" },
  operationId: newId(NOW),
});
const versionOf = async ({ db }: Call, noteId: string): Promise<number> => {
  const [found] = await db.read([{ sql: "select version from note where id = ?", args: [noteId] }]);
  return Number(found?.rows[0]?.["version"]);
};

const CHANGES: Change[] = [
  async (call, random, person) => {
    const value = textOf(random, 60);
    const { id } = await createNote(asMember(call), { contactId: person.id, text: value });
    person.texts.push({ kind: "note", ref: id, value });
  },
  async (call, random, person) => {
    const note = some(random, person, "note");
    if (!note?.ref) return;
    const text = textOf(random, 60);
    await editNote(asMember(call), { noteId: note.ref, text, version: await versionOf(call, note.ref) });
    note.value = text;
  },
  async (call, random, person) => {
    const note = some(random, person, "note");
    if (!note?.ref) return;
    await deleteNote(asMember(call), { noteId: note.ref, version: await versionOf(call, note.ref) });
    if (random.chance(0.5)) await restoreNote(asMember(call), { noteId: note.ref });
    else without(person, note.ref);
  },
  async (call, random, person) => {
    const name = textOf(random, 10);
    const { id, name: value } = await applyTag(asMember(call), {
      contactId: person.id,
      name,
      confirmed: true,
    });
    without(person, id);
    person.texts.push({ kind: "tag", ref: id, value });
    if (fold(value) !== fold(name)) throw new Error("a tag is named as it was first");
  },
  async (call, random, person) => {
    const tag = some(random, person, "tag");
    if (!tag?.ref) return;
    await removeTag(asMember(call), { contactId: person.id, tagId: tag.ref });
    without(person, tag.ref);
  },
  // As any other writer does: the triggers notice.
  async ({ db }, random, person) => {
    const value = random.chance(0.2) ? null : textOf(random);
    await db.write([{ sql: "update contact set name = ? where id = ?", args: [value, person.id] }]);
    person.texts = person.texts.filter(({ kind }) => kind !== "name");
    if (value !== null) person.texts.push({ kind: "name", value });
  },
  async ({ db }, random, person) => {
    person.deleted = random.chance(0.5);
    await db.write([
      {
        sql: "update contact set deleted_at = ? where id = ?",
        args: [person.deleted ? NOW : null, person.id],
      },
    ]);
  },
];

/** Texts that came or went. */
const differing = (one: readonly string[], other: readonly string[]): string[] => [
  ...one.filter((value) => !other.includes(value)),
  ...other.filter((value) => !one.includes(value)),
];

/**
 * Changes texts of random people, in the database and in memory.
 *
 * @returns the texts that came and went: what is worth searching for
 */
export async function changeTexts(
  call: Call,
  random: Random,
  people: readonly Known[],
  count: number,
): Promise<string[]> {
  const moved: string[] = [];
  for (let n = 0; n < count; n++) {
    // A few of them, so that the same text changes again and again.
    const person = random.pick(people.slice(0, Math.max(8, people.length / 50)));
    if (person.deleted) {
      person.deleted = false;
      await call.db.write([{ sql: "update contact set deleted_at = null where id = ?", args: [person.id] }]);
    }
    const before = person.texts.map(({ value }) => value);
    await random.pick(CHANGES)(call, random, person);
    const now = person.texts.map(({ value }) => value);
    moved.push(...differing(before, now));
  }
  return moved;
}
