import { useEffect, useMemo } from "preact/hooks";
import type { JobsOfKind, SystemState, Vitals } from "../../../../shared/schemas/system.ts";
import { formatNumber, formatWhen } from "../../../lib/format.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { createResource } from "../../Resource.ts";
import { say } from "../../say.ts";
import { jobWord, linesOf, type PartLine } from "./lines.ts";
import "./system.css";

const AGAIN_MS = 10_000;

/** Whether the parts of the product work: what waits, what fails, since when. */
export function SystemPage({ api }: PageProps) {
  const system = useMemo(() => createResource(() => api.system.look.query({})), [api]);
  useEffect(() => {
    void system.load();
    const timer = setInterval(() => document.visibilityState === "visible" && void system.load(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [system]);
  return (
    <PageFrame title={say("page.system")} intro={say("system.intro")}>
      <Loaded resource={system} lines={7}>
        {(state) => <Shown state={state} />}
      </Loaded>
    </PageFrame>
  );
}

function Shown({ state }: { state: SystemState }) {
  return (
    <>
      <ul class="page-card system-parts" aria-label={say("page.system")}>
        {linesOf(state).map((line) => (
          <Part key={line.part} line={line} />
        ))}
      </ul>
      <section class="page-section">
        <h2 class="system-heading">{say("system.jobs")}</h2>
        {state.jobs.length === 0 ? (
          <p class="page-card system-none">{say("system.jobs.none")}</p>
        ) : (
          <ul class="page-card system-parts" aria-label={say("system.jobs")}>
            {state.jobs.map((job) => (
              <Job key={job.kind} job={job} />
            ))}
          </ul>
        )}
      </section>
      {state.vitals && <Process vitals={state.vitals} />}
    </>
  );
}

const BADGES = { ok: "badge-good", late: "badge-warning", failing: "badge-danger" } as const;

function Part({ line: { part, state, text } }: { line: PartLine }) {
  return (
    <li class="system-part">
      <span class="system-names">
        <span class="system-name">{say(`system.part.${part}`)}</span>
        <span class="system-text">{text}</span>
      </span>
      <span class={`badge ${BADGES[state]}`}>{say(`system.state.${state}`)}</span>
    </li>
  );
}

function Job({ job: { kind, waiting, failing, failed, error } }: { job: JobsOfKind }) {
  const counts = [
    say("system.job.waiting", { count: formatNumber(waiting) }),
    ...(failing > 0 ? [say("system.job.failing", { count: formatNumber(failing) })] : []),
    ...(failed > 0 ? [say("system.job.failed", { count: formatNumber(failed) })] : []),
    ...(error === null ? [] : [say("system.job.error", { error })]),
  ];
  const state = failed > 0 ? "failing" : failing > 0 ? "late" : "ok";
  return (
    <li class="system-part">
      <span class="system-names">
        <span class="system-name" title={kind}>
          {jobWord(kind)}
        </span>
        <span class="system-text">{counts.join(" ")}</span>
      </span>
      <span class={`badge ${BADGES[state]}`}>{say(`system.job.state.${state}`)}</span>
    </li>
  );
}

function Process({ vitals }: { vitals: Vitals }) {
  const { slowCalls, slowestCall, stall, since } = vitals;
  const facts = [
    [
      say("system.slowCalls"),
      slowCalls === 0
        ? "0"
        : say("system.slowCalls.of", { count: formatNumber(slowCalls), ms: formatNumber(slowestCall) }),
    ],
    [say("system.stall"), say("system.ms", { ms: formatNumber(stall) })],
  ] as const;
  return (
    <section class="page-section">
      <h2 class="system-heading">{say("system.process", { when: formatWhen(since, Date.now()) })}</h2>
      <dl class="page-card system-parts">
        {facts.map(([name, value]) => (
          <div key={name} class="system-part">
            <dt class="system-name">{name}</dt>
            <dd class="system-value">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
