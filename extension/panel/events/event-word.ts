import type { EventItem } from "../../../shared/schemas/panel.ts";
import { fill, locale } from "../../lib/i18n.ts";
import { hasMessage, t } from "../messages.ts";

const FIELDS = ["name", "email", "phone"] as const;
const STATES = ["open", "resolved", "pending", "snoozed"] as const;

const wordOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? `${value}` : "";

/** What happened, in words. An event of a newer server has none and says so. */
export function eventWord({ kind, data }: Pick<EventItem, "kind" | "data">): string {
  void locale.value;
  const key = `event.${kind}`;
  if (!hasMessage(key)) return t("event.unknown");
  const facts: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) facts[name] = wordOf(value);
  const field = FIELDS.find((name) => name === data["field"]);
  if (field) facts["field"] = t(`profile.${field}`);
  const state = STATES.find((name) => name === data["state"]);
  if (state) facts["state"] = t(`state.${state}`);
  // The keys are read from data, so the placeholders are too.
  return fill((t as (key: string) => string)(key), facts);
}
