import type { AuditItem } from "../../../shared/schemas/audit.ts";
import { formatFull } from "../../lib/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { say } from "../say.ts";
import { detailWords } from "./detail-words.ts";
import { shortened } from "./shortened.ts";
import { verbWord } from "./verb-word.ts";

/** Rows of the audit, newest first. */
export function AuditList({ items }: { items: readonly AuditItem[] }) {
  return (
    <div class="page-card audit-card">
      <table class="audit" aria-label={say("page.audit")}>
        <thead>
          <tr>
            <th scope="col">{say("audit.when")}</th>
            <th scope="col">{say("audit.member")}</th>
            <th scope="col">{say("audit.what")}</th>
            <th scope="col">{say("audit.on")}</th>
            <th scope="col">{say("audit.detail")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.seq} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ item }: { item: AuditItem }) {
  const name = item.actorKind === "system" ? say("audit.system") : (item.actorName ?? say("audit.gone"));
  return (
    <tr>
      <td class="audit-when">
        {formatFull(item.at)}
        {!item.sealed && (
          <span class="audit-waiting" title={say("audit.waiting")}>
            <Icon name="clock" size={12} />
            <span class="hidden-visually">{say("audit.waiting")}</span>
          </span>
        )}
      </td>
      <td class="audit-member" dir="auto">
        {name}
      </td>
      <td class="audit-verb">
        {verbWord(item.verb)}
        {item.outcome === "refused" && <span class="audit-refused">{say("audit.outcome.refused")}</span>}
      </td>
      <td class="audit-target" title={item.target ?? undefined}>
        {item.target && shortened(item.target)}
      </td>
      <td class="audit-detail" dir="auto">
        {detailWords(item)}
      </td>
    </tr>
  );
}
