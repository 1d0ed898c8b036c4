import { expect, test, vi } from "vitest";
import type { AuditItem, AuditPage } from "../../../shared/schemas/audit.ts";
import { CallFailure } from "../../lib/failure.ts";
import { type AuditCalls, createAuditModel } from "./AuditModel.ts";

const item = (seq: number): AuditItem => ({
  seq,
  at: seq,
  actorKind: "member",
  actorId: "amy",
  actorName: "Amy",
  verb: "notes.create",
  target: null,
  detail: {},
  outcome: "done",
  sealed: true,
});

function furnish(...pages: AuditPage[]) {
  const list = vi.fn<AuditCalls["list"]>(async () => pages.shift() ?? { items: [], next: null });
  const check = vi.fn<AuditCalls["check"]>();
  return { list, model: createAuditModel({ list, check }) };
}

test("older ones are added below; pages in which nothing matches are passed over", async () => {
  const { list, model } = furnish(
    { items: [item(9)], next: 9 },
    { items: [], next: 5 },
    { items: [item(2)], next: null },
  );
  await model.load();
  expect(model.goesOn.value).toBe(true);
  await model.more();
  expect(model.items.value?.map(({ seq }) => seq)).toEqual([9, 2]);
  expect(list.mock.calls.map(([{ cursor }]) => cursor)).toEqual([null, 9, 5]);
  expect(model.goesOn.value).toBe(false);
  expect([...model.actors.value]).toEqual([["amy", "Amy"]]);
});

test("narrowing begins anew, and an answer it overtook is dropped", async () => {
  const { list, model } = furnish();
  let answer: (page: AuditPage) => void = () => undefined;
  list.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const first = model.load();
  await model.narrow({ outcome: "refused" });
  answer({ items: [item(1)], next: null });
  await first;
  expect(list.mock.calls[1]?.[0]).toMatchObject({ outcome: "refused", cursor: null });
  expect(model.items.value).toEqual([]);
});

test("what could not be read says so, and stays readable", async () => {
  const { list, model } = furnish({ items: [item(3)], next: 3 });
  await model.load();
  list.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  await model.more();
  expect(model.failure.value?.code).toBe("OFFLINE");
  expect(model.items.value).toHaveLength(1);
});
