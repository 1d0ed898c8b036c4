import { expect, test } from "vitest";
import type { AttributeItem } from "../../../shared/schemas/attributes.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW, settle } from "../test/views.ts";
import { createAttributesModel } from "./AttributesModel.ts";

const attribute = (change: Partial<AttributeItem> = {}): AttributeItem => ({
  id: "size",
  name: "Size",
  type: "number",
  value: 24,
  source: "import",
  authorName: null,
  at: NOW - 1000,
  ...change,
});

async function started(...attributes: AttributeItem[]) {
  const parts = fakeCustomer(linkedView("anna", { attributes }));
  const ending = new AbortController();
  const model = createAttributesModel(parts.customer, ending.signal);
  await settle();
  const shown = (id = "size") => model.shown.value.find((one) => one.id === id);
  return { ...parts, model, shown, end: () => ending.abort() };
}

test("a new value is sent with what was seen, and shown as not saved until the server has it", async () => {
  const { model, outbox, shown } = await started(attribute());
  model.edit("size");
  model.type("size", "24.5");
  const saving = model.save("size");
  await settle();
  const [entry] = outbox.entries();
  expect(entry).toMatchObject({
    procedure: "attributes.edit",
    input: { attributeId: "size", type: "number", value: 24.5, seen: 24 },
  });
  expect(shown()).toMatchObject({ value: 24.5, unsaved: true });
  await outbox.acknowledge(entry?.operationId ?? "", attribute({ value: 24.5, source: "agent" }));
  expect(await saving).toBe(true);
  expect(shown()).toMatchObject({ value: 24.5, unsaved: false, editing: null, source: "agent" });
});

test("what is no value of its type is said at the field, and nothing is sent", async () => {
  const { model, outbox, shown } = await started(
    attribute(),
    attribute({ id: "day", type: "date", value: "2026-01-01" }),
  );
  model.edit("size");
  model.type("size", "large");
  expect(await model.save("size")).toBe(false);
  expect(shown()?.editing).toMatchObject({ text: "large", error: "INVALID_NUMBER" });
  // A date field that is half filled in reads as empty: it must not unset what is there.
  model.edit("day");
  model.type("day", "");
  expect(await model.save("day", true)).toBe(false);
  expect(shown("day")?.editing).toMatchObject({ error: "INVALID_DATE" });
  expect(outbox.entries()).toEqual([]);
});

test("clearing unsets; looking and saving changes nothing", async () => {
  const { model, outbox } = await started(attribute({ type: "datetime", value: NOW + 12_345 }));
  model.edit("size");
  expect(await model.save("size")).toBe(false);
  expect(outbox.entries()).toEqual([]);
  model.edit("size");
  void model.unset("size");
  await settle();
  expect(outbox.entries()[0]).toMatchObject({ input: { value: null, seen: NOW + 12_345 } });
});

test("after STALE the field keeps what was typed, and saving again means the newest value", async () => {
  const { model, outbox, shown, view } = await started(attribute());
  model.edit("size");
  model.type("size", "26");
  const saving = model.save("size");
  await settle();
  await outbox.refuse(outbox.entries()[0]?.operationId ?? "", {
    code: "STALE",
    field: "value",
    facts: undefined,
    requestId: undefined,
  } as never);
  expect(await saving).toBe(false);
  expect(shown()?.editing).toMatchObject({ text: "26", error: "STALE" });
  view.value = { ...view.value, attributes: [attribute({ value: 25 })] };
  void model.save("size");
  await settle();
  expect(outbox.entries()[0]).toMatchObject({ input: { value: 26, seen: 25 } });
});

test("what was typed is there again later, for its customer, with what was seen", async () => {
  const { model, customer, drafts, end, outbox } = await started(
    attribute({ type: "boolean", value: false }),
  );
  model.edit("size");
  model.type("size", "true");
  expect([...drafts.kept.keys()]).toEqual(["anna attribute/size"]);
  end();
  const again = createAttributesModel(customer, new AbortController().signal);
  await settle();
  expect(again.shown.value[0]?.editing).toMatchObject({ text: "true", seen: false });
  void again.save("size");
  await settle();
  expect(outbox.entries()[0]).toMatchObject({ input: { value: true, seen: false } });
});
