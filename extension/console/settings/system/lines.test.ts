import { expect, test } from "vitest";
import { PARTS, type SystemState } from "../../../../shared/schemas/system.ts";
import { jobWord, linesOf } from "./lines.ts";

const AT = Date.UTC(2026, 10, 20, 12);

const state = (more: Partial<SystemState> = {}): SystemState => ({
  at: AT,
  parts: Object.fromEntries(PARTS.map((part) => [part, "ok"])) as SystemState["parts"],
  schema: { has: 7, needs: 7 },
  jobs: [],
  inbound: { waiting: 0, oldestAt: null, setAside: 0 },
  relay: { waiting: 0, parked: 0, failing: 0, oldestAt: null },
  webhooks: { waiting: 0, failing: [], off: [] },
  mail: { on: true, waiting: 0, failed: 0, error: null },
  sealer: { waiting: 0, oldestAt: null },
  vitals: null,
  ...more,
});

const text = (given: SystemState, part: string) => linesOf(given).find((line) => line.part === part)?.text;

test("each part has a line, in their order, with what waits", () => {
  expect(linesOf(state()).map(({ part }) => part)).toEqual(PARTS);
  for (const line of linesOf(state())) expect(line.text).not.toBe("");
});

test("what fails and since when is said only where something does", () => {
  expect(text(state(), "relay")).not.toContain("inbox");
  const relay = { waiting: 1200, parked: 3, failing: 1, oldestAt: AT - 3_600_000 };
  expect(text(state({ relay }), "relay")).toMatch(/1,200.*3.*1/);
  const mail = { on: true, waiting: 0, failed: 2, error: "refused_550" };
  expect(text(state({ mail }), "mail")).toContain("refused_550");
  expect(text(state({ mail: { ...mail, on: false } }), "mail")).not.toContain("550");
});

test("endpoints nothing arrives at, and those that were switched off for it, are named", () => {
  expect(text(state(), "webhooks")).toBe("Waiting to be told: 0.");
  const webhooks = { waiting: 12, failing: ["ERP"], off: ["Old shop", "Till"] };
  expect(text(state({ webhooks }), "webhooks")).toMatch(/12.*: ERP\. Switched off.*: Old shop and Till\./);
});

test("a job that has no words is called by its kind", () => {
  expect(jobWord("nobody.runs")).toBe("nobody.runs");
  expect(jobWord("line.profile")).not.toBe("line.profile");
});
