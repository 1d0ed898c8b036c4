import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, note, NOW, settle } from "../test/views.ts";
import { createNotesModel } from "./NotesModel.ts";

let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

const old = note("note-1", "Call in the evening");
const withNotes = (contactId = "anna") =>
  fakeCustomer(linkedView(contactId, { notes: { items: [old], next: null } }));

async function mount(parts = withNotes()) {
  const model = createNotesModel(parts.customer, lifetime.signal);
  await settle();
  const texts = () => model.notes.value.map((n) => `${n.text}${n.unsaved ? "?" : ""}`);
  return { ...parts, model, texts };
}

it("shows a new note at once as unsaved, then as the server has it, once", async () => {
  const { model, texts, outbox } = await mount();
  model.type("Prefers LINE\nand mornings");
  expect(model.add()).toBe(true);
  expect(model.text.value).toBe("");
  expect(texts()).toEqual(["Prefers LINE\nand mornings?", "Call in the evening"]);
  await outbox.acknowledge("operation-1", note("note-2", "Prefers LINE\nand mornings", { createdAt: NOW }));
  expect(texts()).toEqual(["Prefers LINE\nand mornings", "Call in the evening"]);
});

it("keeps a begun note with its customer through a switch, and shows it to no other", async () => {
  const anna = withNotes("anna");
  const first = await mount(anna);
  first.model.type("About Anna");
  const ben = withNotes("ben");
  for (const [key, draft] of anna.drafts.kept) ben.drafts.kept.set(key, draft);
  expect((await mount(ben)).model.text.value).toBe("");
  expect((await mount(anna)).model.text.value).toBe("About Anna");
  first.model.add();
  expect((await mount(anna)).model.text.value).toBe("");
});

it("keeps the draft of a note until the outbox has it: a killed tab loses nothing", async () => {
  const parts = withNotes();
  const { send } = parts.desk.outbox;
  let write: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  parts.desk.outbox.send = async (...args) => {
    await written;
    return send(...args);
  };
  const { model, drafts } = await mount(parts);
  model.type("Not to be lost");
  model.add();
  await settle();
  expect(drafts.kept.get("anna note")?.text).toBe("Not to be lost");
  write();
  await settle();
  expect(drafts.kept.has("anna note")).toBe(false);
});

it("gives a refused note back to where it was written", async () => {
  const { model, outbox } = await mount();
  model.type("A note");
  model.add();
  await outbox.refuse("operation-1", { code: "INVALID_INPUT" });
  expect(model.text.value).toBe("A note");
  expect(model.error.value).toBe("INVALID_INPUT");
  expect(outbox.entries()).toEqual([]);
});

it("does not overwrite what is being written meanwhile: the refused note stays in the outbox", async () => {
  const { model, outbox } = await mount();
  model.type("A note");
  model.add();
  model.type("Another");
  await outbox.refuse("operation-1", { code: "INVALID_INPUT" });
  expect(model.text.value).toBe("Another");
  expect(outbox.entries()).toMatchObject([{ state: "refused" }]);
});

it("leaves a note the member may no longer write in the outbox, to try again or drop", async () => {
  const { model, outbox } = await mount();
  model.type("A note");
  model.add();
  await outbox.refuse("operation-1", { code: "FORBIDDEN" });
  expect(model.text.value).toBe("");
  expect(outbox.entries()).toMatchObject([{ state: "refused", input: { text: "A note" } }]);
});

it("sends neither an empty note nor one that is too long, and keeps it", async () => {
  const { model, outbox, confirmed } = await mount();
  model.type("  \n ");
  expect(model.add()).toBe(false);
  const long = "x".repeat(5001);
  model.type(long);
  expect(model.add()).toBe(false);
  expect(model.text.value).toBe(long);
  confirmed.value = false;
  model.type("fits");
  expect(model.add()).toBe(false);
  expect(outbox.entries()).toEqual([]);
});

it("edits with the version that was seen; STALE keeps the text and then saves over the newest", async () => {
  const { model, outbox, view } = await mount();
  model.edit(old);
  model.typeEdit("Call in the morning");
  void model.saveEdit();
  expect(outbox.entries()[0]?.input).toEqual({
    noteId: "note-1",
    text: "Call in the morning",
    version: 1,
  });
  await outbox.refuse("operation-1", { code: "STALE" });
  expect(model.editing.value).toMatchObject({ text: "Call in the morning", error: "STALE", saving: false });
  view.value = linkedView("anna", {
    notes: { items: [{ ...old, text: "Never call", version: 2 }], next: null },
  });
  const saved = model.saveEdit();
  expect(outbox.entries()[0]?.input).toMatchObject({ version: 2 });
  await outbox.acknowledge("operation-2", { ...old, text: "Call in the morning", version: 3 });
  await saved;
  expect(model.editing.value).toBeNull();
  expect(model.notes.value[0]?.text).toBe("Call in the morning");
});

it("deletes at once and brings back", async () => {
  const { model, texts, outbox } = await mount();
  const removed = model.remove(old);
  expect(texts()).toEqual([]);
  await outbox.acknowledge("operation-1", { noteId: "note-1" });
  expect(await removed).toBeNull();
  const back = model.bringBack("note-1");
  await outbox.acknowledge("operation-2", old);
  expect(await back).toBeNull();
  expect(texts()).toEqual(["Call in the evening"]);
});

it("undo of a deletion that is not sent yet shows the note again at once", async () => {
  const { model, texts } = await mount();
  void model.remove(old);
  void model.bringBack("note-1");
  expect(texts()).toEqual(["Call in the evening"]);
});

it("loads older pages, and reads them again when somebody changed something", async () => {
  const parts = fakeCustomer(linkedView("anna", { notes: { items: [old], next: "c1" } }));
  const pages: Record<string, ReturnType<typeof note>[]> = { c1: [note("note-0", "Oldest")] };
  parts.desk.calls.notes = ({ cursor }) => Promise.resolve({ items: pages[cursor ?? ""] ?? [], next: null });
  const { model, texts, view } = await mount(parts);
  expect(model.hasMore.value).toBe(true);
  await model.more.run();
  expect(texts()).toEqual(["Call in the evening", "Oldest"]);
  expect(model.hasMore.value).toBe(false);
  pages["c1"] = [note("note-0", "Oldest, edited")];
  view.value = { ...view.value, contact: { ...view.value.contact, version: 2 } };
  await settle();
  expect(texts()).toEqual(["Call in the evening", "Oldest, edited"]);
});

it("lets a member change their own notes, and others' with the right to moderate", async () => {
  const theirs = note("note-9", "Theirs", { authorId: "somebody" });
  const { model, view } = await mount();
  expect(model.mayChange(theirs)).toBe(true);
  const { member } = view.value;
  view.value = { ...view.value, member: { ...member, permissions: ["panel:read", "note:write"] } };
  expect(model.mayChange(theirs)).toBe(false);
  expect(model.mayChange(old)).toBe(true);
});
