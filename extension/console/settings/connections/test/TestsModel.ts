import { type ReadonlySignal, signal } from "@preact/signals";
import type { TestReport } from "../../../../../shared/schemas/connections.ts";
import { type CallFailure, failureOf } from "../../../../lib/failure.ts";

export interface TestsCalls {
  start(input: { connectionId: string }): Promise<unknown>;
  report(input: { connectionId: string }): Promise<TestReport>;
}

export interface TestsModel {
  /** By connection id, as far as they were read. */
  readonly reports: ReadonlySignal<ReadonlyMap<string, TestReport>>;
  /** Why the newest test could not begin, by connection id. */
  readonly failures: ReadonlySignal<ReadonlyMap<string, CallFailure>>;
  load(connectionId: string): Promise<void>;
  /** Resolves when the test is through. Never throws. */
  start(connectionId: string): Promise<void>;
}

/** Between two looks at a test that is under way, ms. */
const LOOK = 500;

export const isMoving = (report: TestReport | undefined): boolean =>
  report?.state === "waiting" || report?.state === "running";

export function createTestsModel(
  calls: TestsCalls,
  wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): TestsModel {
  const reports = signal<ReadonlyMap<string, TestReport>>(new Map());
  const failures = signal<ReadonlyMap<string, CallFailure>>(new Map());
  const keep = (id: string, report: TestReport) => {
    reports.value = new Map(reports.value).set(id, report);
  };
  const fail = (id: string, failure: CallFailure | null) => {
    const next = new Map(failures.value);
    if (failure) next.set(id, failure);
    else next.delete(id);
    failures.value = next;
  };

  /** Looks until it is through; an answer that got lost is asked for again. */
  async function follow(id: string): Promise<void> {
    for (let lost = 0; ;) {
      try {
        const report = await calls.report({ connectionId: id });
        keep(id, report);
        if (!isMoving(report)) return;
        lost = 0;
      } catch (error) {
        if (++lost === 5) {
          fail(id, failureOf(error));
          return;
        }
      }
      await wait(LOOK);
    }
  }

  return {
    reports,
    failures,
    async load(id) {
      const report = await calls.report({ connectionId: id }).catch(() => null);
      if (!report) return;
      keep(id, report);
      if (isMoving(report)) await follow(id);
    },
    async start(id) {
      if (isMoving(reports.value.get(id))) return;
      fail(id, null);
      keep(id, { state: "waiting", steps: [], at: null });
      try {
        await calls.start({ connectionId: id });
        await follow(id);
      } catch (error) {
        fail(id, failureOf(error));
        keep(id, { state: "none", steps: [], at: null });
      }
    },
  };
}
