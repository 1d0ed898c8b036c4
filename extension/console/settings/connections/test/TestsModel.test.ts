import { expect, test } from "vitest";
import type { TestReport, TestStep } from "../../../../../shared/schemas/connections.ts";
import { createTestsModel } from "./TestsModel.ts";

const step: TestStep = { step: "credentials", of: null, outcome: "ok", problem: null, facts: {} };
const report = (state: TestReport["state"], steps: TestStep[] = []): TestReport => ({ state, steps, at: 1 });

/** A server whose reports come in this order; an error is one that got lost. */
function serverWith(answers: (TestReport | Error)[]) {
  let started = 0;
  return {
    calls: {
      start: async () => void started++,
      async report() {
        const next = answers.shift();
        if (!next || next instanceof Error) throw next ?? new Error("asked too often");
        return next;
      },
    },
    started: () => started,
  };
}
const noWait = async () => {};

test("a test is followed to its end, past an answer that got lost, and shows each step as it comes", async () => {
  const seen: number[] = [];
  const { calls, started } = serverWith([
    report("waiting"),
    report("running", [step]),
    new Error("lost"),
    report("done", [step, step]),
  ]);
  const model = createTestsModel(calls, noWait);
  model.reports.subscribe((all) => seen.push(all.get("c")?.steps.length ?? -1));
  await model.start("c");
  expect(started()).toBe(1);
  expect(model.reports.value.get("c")).toEqual(report("done", [step, step]));
  expect(seen).toEqual([-1, 0, 0, 1, 2]);
  expect(model.failures.value.size).toBe(0);
});

test("a second press during a test starts none", async () => {
  const { calls, started } = serverWith([report("running"), report("done", [step])]);
  const model = createTestsModel(calls, noWait);
  await Promise.all([model.start("c"), model.start("c")]);
  expect(started()).toBe(1);
});

test("a test that cannot begin, or whose answers stay away, says so", async () => {
  const refused = createTestsModel(
    { start: () => Promise.reject(new Error("no")), report: async () => report("none") },
    noWait,
  );
  await refused.start("c");
  expect(refused.failures.value.get("c")).toBeDefined();
  expect(refused.reports.value.get("c")).toMatchObject({ state: "none" });
  const away = createTestsModel(serverWith([]).calls, noWait);
  await away.start("c");
  expect(away.failures.value.get("c")).toBeDefined();
});

test("one that is under way when the page opens is followed; a report that cannot be read is none", async () => {
  const { calls } = serverWith([report("running"), report("done", [step])]);
  const model = createTestsModel(calls, noWait);
  await model.load("c");
  expect(model.reports.value.get("c")?.state).toBe("done");
  await model.load("d");
  expect(model.reports.value.has("d")).toBe(false);
});
