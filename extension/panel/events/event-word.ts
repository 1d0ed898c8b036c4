import { BINDING_KINDS } from "../../../shared/schemas/bindings.ts";
import type { EventItem } from "../../../shared/schemas/panel.ts";
import { hasMessage, t } from "../messages-below.ts";

const FIELDS = ["name", "email", "phone"] as const;
const STATES = ["open", "resolved", "pending", "snoozed"] as const;

const wordOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? `${value}` : "";

/** What happened, in words. An event of a newer server has none and says so. */
export function eventWord({ kind, data }: Pick<EventItem, "kind" | "data">): string {
  const key = `event.${kind}`;
  if (!hasMessage(key)) return t("event.unknown");
  const facts: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) facts[name] = wordOf(value);
  const field = FIELDS.find((name) => name === data["field"]);
  if (field) facts["field"] = t(`profile.${field}`);
  if (data["field"] === "member_no") facts["field"] = t("profile.member-no");
  const state = STATES.find((name) => name === data["state"]);
  if (state) facts["state"] = t(`state.${state}`);
  const binding = BINDING_KINDS.find((name) => name === data["binding"]);
  if (binding) facts["binding"] = t(`binding.${binding}`);
  if (kind === "contact.referred") facts["through"] = referralWord(data);
  if (typeof data["branch"] === "string") facts["member"] += ` · ${data["branch"]}`;
  // The key is read from data, and so are the values.
  return (t as (key: string, values: Record<string, string>) => string)(key, facts);
}

function referralWord({ by, title, ref }: EventItem["data"]): string {
  const word = t(by === "ad" ? "referral.ad" : "referral.link");
  const what = wordOf(title) || wordOf(ref);
  return what === "" ? word : t("referral.named", { by: word, what });
}
