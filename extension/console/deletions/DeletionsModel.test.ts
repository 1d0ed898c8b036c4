import { expect, test } from "vitest";
import type { DeletionListItem } from "../../../shared/schemas/conversations.ts";
import { CallFailure } from "../../lib/failure.ts";
import { createDeletionsModel, type DeletionsCalls } from "./DeletionsModel.ts";

const item = (id: string, state: DeletionListItem["state"] = "deleted") =>
  ({ id, state, channel: null }) as DeletionListItem;

function fake(change: Partial<DeletionsCalls> = {}) {
  let reads = 0;
  const model = createDeletionsModel({
    list: async () => {
      reads++;
      return [item("a"), item("b")];
    },
    restore: async ({ deletionId }) => item(deletionId, "restored"),
    eraseNow: async ({ deletionId }) => item(deletionId, "erasing"),
    ...change,
  });
  return { model, reads: () => reads };
}

const shown = ({ deletions }: ReturnType<typeof fake>["model"]) =>
  deletions.data.value?.map(({ id, state }) => `${id} ${state}`);

test("what was brought back leaves the list, what is being erased stays and says so", async () => {
  const { model } = fake();
  await model.deletions.load();
  expect(await model.restore("a")).toBeNull();
  expect(await model.eraseNow("b", "DELETE")).toBeNull();
  expect(shown(model)).toEqual(["b erasing"]);
  expect(model.busy.value).toBeNull();
});

test("a refusal is told and the list read again", async () => {
  const { model, reads } = fake({ restore: () => Promise.reject(new CallFailure("CAME_BACK")) });
  await model.deletions.load();
  expect((await model.restore("a"))?.code).toBe("CAME_BACK");
  expect(reads()).toBe(2);
  expect(shown(model)).toEqual(["a deleted", "b deleted"]);
});
