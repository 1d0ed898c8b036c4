import { useEffect } from "preact/hooks";
import type { ConnectionItem, TestStep } from "../../../../../shared/schemas/connections.ts";
import { formatFull, formatWhen } from "../../../../lib/format.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Icon } from "../../../../ui/Icon.tsx";
import { Notice } from "../../../../ui/Notice.tsx";
import { failureText, say } from "../../../say.ts";
import { isMoving, type TestsModel } from "./TestsModel.ts";
import "./test.css";

/** Asks the provider whether everything is set up there, and says what to mend. */
export function ConnectionTest({ connection, model }: { connection: ConnectionItem; model: TestsModel }) {
  const { id, name } = connection;
  useEffect(() => void model.load(id), [model, id]);
  const report = model.reports.value.get(id);
  const failure = model.failures.value.get(id);
  const moving = isMoving(report);
  const steps = report?.steps ?? [];
  return (
    <div class="connection-test">
      <div class="connection-test-head">
        <h3 class="connection-test-title">{say("connections.test")}</h3>
        <span
          class="connection-test-state"
          role="status"
          title={report?.at && !moving ? formatFull(report.at) : undefined}
        >
          {moving ? say("connections.test.running") : resultText(steps, report?.at ?? null)}
        </span>
        <Button icon="check" busy={moving} onClick={() => void model.start(id)}>
          {say(steps.length > 0 ? "connections.test.again" : "connections.test.start")}
          <span class="hidden-visually"> {name}</span>
        </Button>
      </div>
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {report?.state === "failed" && (
        <Notice tone="danger" icon="warning" live>
          {say("connections.test.stopped")}
        </Notice>
      )}
      {steps.length > 0 && (
        <ul class="connection-test-steps">
          {steps.map((step) => (
            <Step key={`${step.step} ${step.of ?? ""} ${steps.indexOf(step)}`} step={step} />
          ))}
        </ul>
      )}
    </div>
  );
}

const ICONS = { ok: "check", failed: "warning", skipped: "clock" } as const;

function Step({ step: { step, of, outcome, problem, facts } }: { step: TestStep }) {
  const what = say(`connections.test.step.${step}`);
  return (
    <li class={`connection-test-step connection-test-${outcome}`}>
      <Icon name={ICONS[outcome]} size={14} />
      <span>
        <span class="connection-test-what">
          {of === null ? what : say("connections.test.of", { what, of })}
          <span class="hidden-visually"> {say(`connections.test.${outcome}`)}</span>
        </span>
        {problem && (
          <span class="connection-test-problem">
            {say(`connections.test.problem.${problem}`, {
              url: facts["url"] ?? "",
              detail: facts["detail"] ?? "",
              fields: facts["fields"] ?? "",
              status: facts["status"] ?? "",
              name: facts["name"] ?? "",
            })}
          </span>
        )}
        {!problem && facts["name"] && <span class="connection-test-problem">{facts["name"]}</span>}
      </span>
    </li>
  );
}

function resultText(steps: readonly TestStep[], at: number | null): string {
  if (steps.length === 0 || at === null) return say("connections.test.never");
  const failed = steps.filter(({ outcome }) => outcome === "failed").length;
  const when = formatWhen(at, Date.now());
  if (failed > 0) return say("connections.test.found", { when, count: failed });
  const looked = steps.every(({ outcome }) => outcome === "ok");
  return say(looked ? "connections.test.passed" : "connections.test.partly", { when });
}
