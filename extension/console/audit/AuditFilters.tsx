import { AUDIT_OUTCOMES } from "../../../shared/schemas/audit.ts";
import { dateInputTime, dateInputValue } from "../../lib/format.ts";
import { Select } from "../../ui/Select.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { say } from "../say.ts";
import type { AuditModel } from "./AuditModel.ts";
import { verbOptions } from "./verb-word.ts";

const ALL = "";
const DAY = 86_400_000;

/** Narrows the list by member, verb, outcome and days. */
export function AuditFilters({ model }: { model: AuditModel }) {
  const filter = model.filter.value;
  const actors = [...model.actors.value].map(([value, label]) => ({ value, label }));
  const chosen = (value: string) => (value === ALL ? null : value);
  return (
    <div class="audit-filters">
      <Select
        id="audit-member"
        label={say("audit.member")}
        value={filter.actorId ?? ALL}
        options={[{ value: ALL, label: say("audit.member.all") }, ...actors]}
        onPick={(value) => void model.narrow({ actorId: chosen(value) })}
      />
      <Select
        id="audit-verb"
        label={say("audit.verb")}
        value={filter.verb ?? ALL}
        options={[{ value: ALL, label: say("audit.verb.all") }, ...verbOptions()]}
        onPick={(value) => void model.narrow({ verb: chosen(value) })}
      />
      <Select
        id="audit-outcome"
        label={say("audit.outcome")}
        value={filter.outcome ?? ALL}
        options={[
          { value: ALL, label: say("audit.outcome.all") },
          ...AUDIT_OUTCOMES.map((value) => ({ value, label: say(`audit.outcome.${value}`) })),
        ]}
        onPick={(value) => void model.narrow({ outcome: value === ALL ? null : value })}
      />
      <TextField
        id="audit-from"
        type="date"
        label={say("audit.from")}
        value={filter.from === null ? "" : dateInputValue(filter.from)}
        onInput={(text) => void model.narrow({ from: dateInputTime(text) })}
      />
      <TextField
        id="audit-to"
        type="date"
        label={say("audit.to")}
        value={filter.to === null ? "" : dateInputValue(filter.to - 1)}
        onInput={(text) => void model.narrow({ to: afterDay(dateInputTime(text)) })}
      />
    </div>
  );
}

/** The whole of the last day; a day may have 25 hours. */
function afterDay(start: number | null): number | null {
  return start === null ? null : new Date(start + DAY + DAY / 2).setHours(0, 0, 0, 0);
}
