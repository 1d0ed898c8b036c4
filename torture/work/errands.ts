import type { Random } from "../../worker/demo/random.ts";
import { newId } from "../../worker/domain/id.ts";
import { textOf, type TortureChannel } from "../channels/channel.ts";
import type { Installation } from "../shop/installation.ts";
import { keep } from "../suite.ts";
import { type Answer, callProcedure, type Troubles, untilAnswered } from "./call.ts";
import type { Model } from "./model.ts";

/** Somebody at work: a member of the team with a customer of their own, or a provider. */
export interface Worker {
  random: Random;
  installation: Installation;
  model: Model;
  troubles: Troubles;
  token: string;
  /** Nobody else edits this customer's name or uses this worker's tags and conversations. */
  own: string;
  number: number;
  /** Called after every acknowledged operation. */
  did(): void;
}

const SHARED_TAGS = ["VIP", "回購", "wholesale", "🎁", "團購", "缺貨通知"];

/** A write that must be acknowledged. */
async function written(worker: Worker, procedure: string, input: Record<string, unknown>) {
  const { code, data } = await tried(worker, procedure, input);
  keep(code === null, `${procedure} was refused with ${code}`);
  return data as Record<string, unknown>;
}

/** A write under one operation id, however often it is sent; refused or acknowledged. */
async function tried(worker: Worker, procedure: string, input: Record<string, unknown>): Promise<Answer> {
  const { installation, model, token, troubles } = worker;
  const operationId = newId(Date.now());
  const whole = { ...input, operationId };
  const answer = await callProcedure(installation.url, token, procedure, whole, troubles);
  if (answer.code === null) {
    model.operations.set(operationId, { procedure, input: whole, token, answer });
    worker.did();
  }
  return answer;
}

async function takeNote(worker: Worker): Promise<void> {
  const { random, model, installation } = worker;
  const contactId = random.pick(installation.shop.contacts);
  const text = `記事 ${newId(Date.now())}`;
  const note = await written(worker, "notes.create", { contactId, text });
  const noteId = String(note["id"]);
  let version = Number(note["version"]);
  model.notes.set(noteId, text);
  model.events.add(`${contactId} note.created`);
  if (random.chance(0.5)) {
    const edited = await written(worker, "notes.edit", { noteId, text: `${text} ✏️`, version });
    version = Number(edited["version"]);
    model.notes.set(noteId, `${text} ✏️`);
    model.events.add(`${contactId} note.edited`);
  }
  if (random.chance(0.7)) return;
  const kept = model.notes.get(noteId) ?? null;
  await written(worker, "notes.delete", { noteId, version });
  model.notes.set(noteId, null);
  model.events.add(`${contactId} note.deleted`);
  if (random.chance(0.5)) return;
  await written(worker, "notes.restore", { noteId });
  model.notes.set(noteId, kept);
  model.events.add(`${contactId} note.restored`);
}

async function tag(worker: Worker): Promise<void> {
  const { random, model, installation } = worker;
  const contactId = random.pick(installation.shop.contacts);
  const name = random.pick(SHARED_TAGS);
  const first = await tried(worker, "tags.applyTag", { contactId, name, confirmed: random.chance(0.5) });
  if (first.code !== null) {
    keep(first.code === "CONFIRM_REPEAT", `tags.applyTag was refused with ${first.code}`);
    await written(worker, "tags.applyTag", { contactId, name, confirmed: true });
  }
  model.taggings.add(`${contactId} ${name} apply`);
  model.events.add(`${contactId} tag.applied`);
}

async function tagAndRemove(worker: Worker): Promise<void> {
  const { model, own, number } = worker;
  const name = `own ${number}`;
  const applied = await written(worker, "tags.applyTag", { contactId: own, name, confirmed: true });
  model.taggings.add(`${own} ${name} apply`);
  model.events.add(`${own} tag.applied`);
  await written(worker, "tags.remove", { contactId: own, tagId: applied["id"] });
  model.taggings.add(`${own} ${name} remove`);
  model.events.add(`${own} tag.removed`);
}

async function rename(worker: Worker): Promise<void> {
  const { model, own, number } = worker;
  const value = `客人 ${newId(Date.now())}`;
  const seen = model.names.get(own) ?? `客人 ${number}`;
  await written(worker, "profile.edit", { contactId: own, field: "name", value, seen });
  model.names.set(own, value);
  model.nameEdits.add(own);
  model.events.add(`${own} profile.edited`);
}

async function pin(worker: Worker): Promise<void> {
  const { model, own, number, random } = worker;
  const conversation = `${number}-${random.between(1, 3)}`;
  const ref = { inbox: "demo", origin: "http://inbox.shop.test", account: "1", conversation, hints: {} };
  const before = model.pins.has(conversation);
  await written(worker, "contacts.pin", { ref, contactId: own });
  model.pins.set(conversation, own);
  model.events.add(`${own} conversation.pinned`);
  if (before || random.chance(0.5)) return;
  await written(worker, "contacts.unpin", { ref });
  model.pins.delete(conversation);
  model.events.add(`${own} conversation.unpinned`);
}

const ERRANDS = [takeNote, takeNote, tag, tag, tagAndRemove, rename, pin];

/** Something a member does: one to four writes that rest on each other. */
export const doErrand = (worker: Worker): Promise<void> => worker.random.pick(ERRANDS)(worker);

/** A provider delivers a message, until it is answered; sometimes once more, as they do. */
export async function deliver(
  worker: Worker,
  channel: TortureChannel,
  n: number,
  person: number,
): Promise<void> {
  const { installation, model, random, troubles } = worker;
  const body = JSON.stringify(channel.message(n, person, Date.now() - random.between(0, 60_000)));
  const post = () => ({
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      ...channel.sign(body, n, Date.now(), channel.secret),
    },
  });
  const url = `${installation.url}/hooks/${installation.shop.connections[channel.name]}`;
  for (let times = random.chance(0.2) ? 2 : 1; times > 0; times--) {
    const { status } = await untilAnswered(url, post, troubles);
    keep(status === 200, `a post of ${channel.name} was answered ${status}`);
    model.messages.add(textOf(channel.name, n));
  }
  worker.did();
}
