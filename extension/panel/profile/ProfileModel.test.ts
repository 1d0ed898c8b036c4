import { afterEach, beforeEach, expect, it } from "vitest";
import { fakeCustomer } from "../test/fakes.ts";
import { seenMasked } from "../../../shared/masking.ts";
import { field, linkedView, NOW, settle } from "../test/views.ts";
import { createProfileModel } from "./ProfileModel.ts";

let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

type Parts = ReturnType<typeof fakeCustomer> & { revealed?: { value: string; display: string } };

async function mount(parts: Parts = fakeCustomer()) {
  const reveal = { shown: (): { value: string; display: string } | null => parts.revealed ?? null };
  const model = createProfileModel(parts.customer, reveal, lifetime.signal);
  await settle();
  return { ...parts, model };
}

const answer = (value: string) => ({
  contactId: "anna",
  version: 2,
  field: { value, source: "agent" as const, authorName: "Amy", at: NOW },
});

it("saves what was typed, with the value that was seen, and closes", async () => {
  const { model, outbox, view } = await mount();
  model.edit("name");
  expect(model.editing.name.value?.text).toBe("Name of anna");
  model.type("name", " Anna Chen ");
  const saved = model.save("name");
  expect(outbox.entries()[0]?.input).toEqual({
    contactId: "anna",
    field: "name",
    value: "Anna Chen",
    seen: "Name of anna",
  });
  await outbox.acknowledge("operation-1", answer("Anna Chen"));
  expect(await saved).toBe(true);
  expect(model.editing.name.value).toBeNull();
  expect(view.value.contact.profile.name.value).toBe("Anna Chen");
});

it("says at the field that an email is none, sends nothing and keeps the text", async () => {
  const { model, outbox, drafts } = await mount();
  model.edit("email");
  model.type("email", "anna@");
  expect(await model.save("email")).toBe(false);
  expect(outbox.entries()).toEqual([]);
  expect(model.editing.email.value).toMatchObject({ text: "anna@", error: { code: "INVALID_EMAIL" } });
  expect(drafts.kept.get("anna profile/email")?.text).toBe("anna@");
  model.type("email", "anna@example.com");
  expect(model.editing.email.value?.error).toBeNull();
});

it("keeps the text of an edit the server refuses, with what is wrong, and leaves nothing in the outbox", async () => {
  const { model, outbox } = await mount();
  model.edit("phone");
  model.type("phone", "0912");
  const saved = model.save("phone");
  expect(model.editing.phone.value?.saving).toBe(true);
  await outbox.refuse("operation-1", { code: "INVALID_PHONE", field: "value" });
  expect(await saved).toBe(false);
  expect(model.editing.phone.value).toMatchObject({
    text: "0912",
    saving: false,
    error: { code: "INVALID_PHONE" },
  });
  expect(outbox.entries()).toEqual([]);
});

it("closes a field the member may no longer edit; the write stays to be tried again or dropped", async () => {
  const { model, outbox } = await mount();
  model.edit("name");
  model.type("name", "Anna");
  void model.save("name");
  await outbox.refuse("operation-1", { code: "FORBIDDEN" });
  expect(model.editing.name.value).toBeNull();
  expect(outbox.entries()).toMatchObject([{ state: "refused" }]);
});

it("after STALE saves over the value that is there now", async () => {
  const { model, outbox, view } = await mount();
  model.edit("name");
  model.type("name", "Anna");
  void model.save("name");
  await outbox.refuse("operation-1", { code: "STALE" });
  const { contact } = view.value;
  view.value = {
    ...view.value,
    contact: { ...contact, version: 2, profile: { ...contact.profile, name: field("Annie") } },
  };
  expect(model.editing.name.value).toMatchObject({ text: "Anna", seen: "Annie" });
  void model.save("name");
  expect(outbox.entries()[0]?.input).toMatchObject({ value: "Anna", seen: "Annie" });
});

it("closes a field that waits for the connection and shows its value as unsaved", async () => {
  const { model, outbox, desk } = await mount();
  model.edit("name");
  model.type("name", "Anna");
  void model.save("name");
  expect(model.editing.name.value?.saving).toBe(true);
  const [entry] = outbox.entries();
  if (!entry) throw new Error("the write is in the outbox");
  Object.assign(desk.outbox.pending, { value: [{ ...entry, attempts: 1 }] });
  expect(model.editing.name.value).toBeNull();
  expect(model.shown.name.value).toMatchObject({ value: "Anna", unsaved: true });
});

it("cancels without losing what was typed", async () => {
  const { model } = await mount();
  model.edit("name");
  expect(model.cancel("name")).toBeNull();
  model.edit("name");
  model.type("name", "Anna C");
  expect(model.cancel("name")).toBe("Anna C");
  expect(model.editing.name.value).toBeNull();
  model.resume("name", "Anna C");
  expect(model.editing.name.value?.text).toBe("Anna C");
});

it("finds its draft again after a switch or a reload, and only its own customer's", async () => {
  const parts = fakeCustomer();
  const first = await mount(parts);
  first.model.edit("name");
  first.model.type("name", "Anna C");
  const again = await mount(parts);
  expect(again.model.editing.name.value).toMatchObject({ text: "Anna C", seen: "Name of anna" });
  const ben = fakeCustomer(linkedView("ben"));
  for (const [key, draft] of parts.drafts.kept) ben.drafts.kept.set(key, draft);
  const other = await mount(ben);
  expect(other.model.editing.name.value).toBeNull();
});

it("reopens an edit that was refused while the customer was not on screen", async () => {
  const parts = fakeCustomer();
  const sent = parts.desk.outbox
    .send("profile.edit", { contactId: "anna", field: "email", value: "a@b", seen: null }, "anna")
    .catch(() => "refused");
  await parts.outbox.refuse("operation-1", { code: "INVALID_EMAIL" });
  expect(await sent).toBe("refused");
  const { model } = await mount(parts);
  expect(model.editing.email.value).toMatchObject({ text: "a@b", error: { code: "INVALID_EMAIL" } });
  expect(parts.outbox.entries()).toEqual([]);
});

it("edits neither a locked phone nor an unconfirmed view", async () => {
  const whatsapp = linkedView("anna");
  whatsapp.contact.profile.phone = { ...field("+886912345678"), display: "0912 345 678", locked: true };
  const { model, confirmed } = await mount(fakeCustomer(whatsapp));
  model.edit("phone");
  expect(model.editing.phone.value).toBeNull();
  confirmed.value = false;
  model.edit("name");
  expect(model.editing.name.value).toBeNull();
});

function masked(): Parts {
  const parts = fakeCustomer();
  const { view } = parts;
  const { profile } = view.value.contact;
  const email = { ...field("a•••@•••"), masked: true as const };
  view.value = { ...view.value, contact: { ...view.value.contact, profile: { ...profile, email } } };
  return parts;
}

it("edits a masked field from nothing, by when what stands there was set", async () => {
  const { model, outbox, view } = await mount(masked());
  model.edit("email");
  expect(model.editing.email.value?.text).toBe("");
  expect(await model.save("email"), "nobody clears what they have not seen").toBe(false);
  expect([outbox.entries(), model.editing.email.value]).toEqual([[], null]);
  model.edit("email");
  expect(model.cancel("email")).toBeNull();
  model.edit("email");
  model.type("email", "anna@example.com");
  void model.save("email");
  expect(outbox.entries()[0]?.input).toMatchObject({
    value: "anna@example.com",
    seen: seenMasked(view.value.contact.profile.email.at ?? 0),
  });
});

it("shows and edits what was revealed", async () => {
  const { model } = await mount({
    ...masked(),
    revealed: { value: "anna@old.test", display: "anna@old.test" },
  });
  expect(model.shown.email.value.display).toBe("anna@old.test");
  model.edit("email");
  expect(model.editing.email.value?.text).toBe("anna@old.test");
});
