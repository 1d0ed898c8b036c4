import type { JoinView } from "../../../shared/schemas/customers.ts";
import { formatWhen } from "../../lib/format.ts";
import { t } from "../messages-below.ts";

/** Why a channel is of this person, in words: by whom or by what, when, and the reason somebody gave. */
export function whyText({ kind, matched, authorName, reason, at }: JoinView, now: number): string {
  const when = formatWhen(at, now);
  const name = authorName ?? t("panel.unnamed");
  const why =
    kind === "suggestion" && matched
      ? t("channels.why.suggestion", { name, matched: t(`channels.matched.${matched}`), when })
      : kind === "hand" || kind === "suggestion"
        ? t("channels.why.hand", { name, when })
        : t(`channels.why.${kind}`, { name, when });
  return reason === null ? why : t("channels.why.reason", { why, reason });
}
