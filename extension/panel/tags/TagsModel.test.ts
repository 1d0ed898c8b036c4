import { afterEach, beforeEach, expect, it } from "vitest";
import { CallFailure } from "../../lib/failure.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW, settle } from "../test/views.ts";
import { createTagsModel } from "./TagsModel.ts";

let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

const vip = { id: "tag-vip", name: "VIP", count: 2, lastAt: NOW - 1000 };

function mount(parts = fakeCustomer(linkedView("anna", { tags: [vip] }))) {
  const model = createTagsModel(parts.customer, lifetime.signal);
  const names = () => model.tags.value.map((tag) => `${tag.name}${tag.unsaved ? "?" : ""}`);
  return { ...parts, model, names };
}

it("shows a new tag at once as unsaved, then as the server has it", async () => {
  const { model, names, outbox } = mount();
  model.type("Gold");
  const applied = model.apply("Gold");
  expect(names()).toEqual(["Gold?", "VIP"]);
  expect(model.text.value).toBe("");
  await outbox.acknowledge("operation-1", { id: "tag-gold", name: "Gold", count: 1, lastAt: NOW });
  expect(await applied).toMatchObject({ count: 1 });
  expect(names()).toEqual(["Gold", "VIP"]);
});

it("asks before repeating a tag that is there, whatever its width and case; no changes nothing", async () => {
  const { model, outbox } = mount();
  await model.apply("ｖｉｐ");
  const question = model.question.value;
  expect(question).toEqual({ name: "VIP", operationId: null });
  if (!question) return;
  await model.answer(question, false);
  expect(model.question.value).toBeNull();
  expect(outbox.entries()).toEqual([]);
});

it("yes sends it as confirmed and takes the count the server gives", async () => {
  const { model, outbox, view } = mount();
  await model.apply("VIP");
  const repeated = model.answer({ name: "VIP", operationId: null }, true);
  expect(outbox.entries()[0]?.input).toMatchObject({ name: "VIP", confirmed: true });
  await outbox.acknowledge("operation-1", { ...vip, count: 7, lastAt: NOW });
  expect(await repeated).toMatchObject({ count: 7 });
  expect(view.value.tags).toEqual([{ ...vip, count: 7, lastAt: NOW }]);
});

it("asks when only the server knows that another agent was faster", async () => {
  const { model, outbox, names } = mount();
  void model.apply("Gold");
  await outbox.refuse("operation-1", { code: "CONFIRM_REPEAT", facts: { tag: "Gold" } });
  expect(model.question.value).toEqual({ name: "Gold", operationId: "operation-1" });
  expect(names()).toEqual(["VIP"]);
  await model.answer({ name: "Gold", operationId: "operation-1" }, true);
  expect(model.question.value).toBeNull();
  expect(outbox.entries()[0]).toMatchObject({ state: "waiting", input: { confirmed: true } });
});

it("keeps a question of an application made earlier with its customer, and does not interrupt", async () => {
  const parts = fakeCustomer(linkedView("anna", { tags: [vip] }));
  const sent = parts.desk.outbox
    .send("tags.applyTag", { contactId: "anna", name: "VIP", confirmed: false }, "anna")
    .catch(() => "asked");
  await parts.outbox.refuse("operation-1", { code: "CONFIRM_REPEAT", facts: { tag: "VIP" } });
  expect(await sent).toBe("asked");
  const { model, outbox } = mount(parts);
  expect(model.question.value).toBeNull();
  expect(model.waitingQuestions.value).toEqual([{ name: "VIP", operationId: "operation-1" }]);
  await model.answer({ name: "VIP", operationId: "operation-1" }, false);
  expect(outbox.entries()).toEqual([]);
  expect(model.waitingQuestions.value).toEqual([]);
});

it("gives back a name the server refuses", async () => {
  const { model, outbox } = mount();
  const applied = model.apply("Gold");
  await outbox.refuse("operation-1", { code: "INVALID_INPUT" });
  expect(await applied).toBeNull();
  expect(model.text.value).toBe("Gold");
  expect(model.failure.value?.code).toBe("INVALID_INPUT");
  expect(outbox.entries()).toEqual([]);
});

it("takes a tag off at once; undo brings it back without another application", async () => {
  const { model, names, outbox, view } = mount();
  const removed = model.remove(vip);
  expect(names()).toEqual([]);
  await outbox.acknowledge("operation-1", { tagId: vip.id });
  expect(await removed).toBeNull();
  expect(view.value.tags).toEqual([]);
  const back = model.bringBack(vip);
  expect(outbox.entries()[0]).toMatchObject({
    procedure: "tags.restore",
    input: { contactId: "anna", tagId: vip.id },
  });
  await outbox.acknowledge("operation-2", vip);
  expect(await back).toBeNull();
  expect(names()).toEqual(["VIP"]);
});

it("suggests for what is typed last, though answers come in any order", async () => {
  const { model, desk } = mount();
  const asked: { text: string; answer: (names: string[]) => void }[] = [];
  desk.calls.suggestTags = ({ text }) =>
    new Promise((resolve) =>
      asked.push({
        text,
        answer: (names) => resolve(names.map((name) => ({ id: name, name, people: 1 }))),
      }),
    );
  model.type("V");
  model.type("VI");
  model.type("VIP");
  expect(asked.map(({ text }) => text)).toEqual(["V"]);
  asked[0]?.answer(["Vase"]);
  await settle();
  expect(model.suggestions.value).toEqual([]);
  expect(asked.map(({ text }) => text)).toEqual(["V", "VIP"]);
  asked[1]?.answer(["VIP"]);
  await settle();
  expect(model.suggestions.value.map(({ name }) => name)).toEqual(["VIP"]);
  model.type("");
  expect(model.suggestions.value).toEqual([]);
});

it("suggests nothing, rather than failing, when the server does not answer", async () => {
  const { model, desk } = mount();
  desk.calls.suggestTags = () => Promise.reject(new CallFailure("OFFLINE"));
  model.type("V");
  await settle();
  expect(model.suggestions.value).toEqual([]);
});

it("applies nothing while the view is not confirmed, nor an empty or too long name", async () => {
  const { model, confirmed, outbox } = mount();
  expect(await model.apply("  ")).toBeNull();
  expect(await model.apply("x".repeat(61))).toBeNull();
  confirmed.value = false;
  expect(await model.apply("Gold")).toBeNull();
  expect(outbox.entries()).toEqual([]);
});

it("keeps the draft of a tag until the outbox has it or the person says no: a killed tab loses nothing", async () => {
  const parts = fakeCustomer(linkedView("anna", { tags: [vip] }));
  const { send } = parts.desk.outbox;
  let write: () => void = () => undefined;
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  parts.desk.outbox.send = async (...args) => {
    await written;
    return send(...args);
  };
  const { model, drafts } = mount(parts);
  await settle();
  model.type("Gold");
  void model.apply("Gold");
  await settle();
  expect(drafts.kept.get("anna tag")?.text).toBe("Gold");
  write();
  await settle();
  expect(drafts.kept.has("anna tag")).toBe(false);
  model.type("vip");
  await model.apply("vip");
  expect(drafts.kept.get("anna tag")?.text).toBe("vip");
  await model.answer({ name: "VIP", operationId: null }, false);
  expect(drafts.kept.has("anna tag")).toBe(false);
});

it("does not give a tag back to the field whose application is on its way", async () => {
  const parts = fakeCustomer(linkedView("anna"));
  void parts.desk.outbox.send("tags.applyTag", { contactId: "anna", name: "Gold", confirmed: false }, "anna");
  await parts.desk.drafts.set("anna", "tag", " Gold");
  const { model } = mount(parts);
  await settle();
  expect(model.text.value).toBe("");
});
