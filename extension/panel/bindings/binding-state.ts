import type { ChannelKind } from "../../../shared/channels.ts";
import type { BindingKind } from "../../../shared/schemas/bindings.ts";
import type { Recurring } from "../../../shared/schemas/channels.ts";

/** The bindings a channel can have: phone and 91APP exist on LINE only, a website visitor is the shop's own. */
export function bindingKindsOf(channel: ChannelKind): readonly BindingKind[] {
  if (channel === "line") return ["social", "phone", "91app"];
  return channel === "website" ? [] : ["social"];
}

export type RecurringState = "never" | "ended" | "waiting" | "ready";

/** Whether a recurring notification may be sent now: subscribed, not run out, and the last one long enough ago. */
export function recurringState({ since, until, nextAt }: Recurring, now: number): RecurringState {
  if (since === null || since > now) return "never";
  if (until !== null && until <= now) return "ended";
  return nextAt !== null && nextAt > now ? "waiting" : "ready";
}
