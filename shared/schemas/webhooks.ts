import * as v from "valibot";
import { id, requiredText, time } from "../text.ts";

/** What an endpoint can be told of. */
export const WEBHOOK_TYPES = [
  "contact.created",
  "contact.updated",
  "contact.deleted",
  "contact.restored",
  "customer.merged",
  "customer.unmerged",
  "tag.applied",
  "tag.removed",
  "tag.restored",
  "binding.bound",
  "binding.unbound",
  "subscription.changed",
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** Endpoints a workspace has at most: each is told of everything. */
export const ENDPOINTS_MAX = 20;
/** Deliveries of a page of the list. */
export const DELIVERIES_PER_PAGE = 30;
/** What happened is kept so long, to be told again. */
export const EVENTS_KEPT_DAYS = 30;

const url = v.pipe(
  requiredText(2000),
  v.check((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "INVALID_INPUT"),
);
/** None is all. */
const types = v.pipe(
  v.array(v.picklist(WEBHOOK_TYPES)),
  v.transform((given) => [...new Set(given)].sort()),
);

export const WebhookCreate = v.object({ name: requiredText(100), url, types });
export const WebhookUpdate = v.object({
  endpointId: id,
  name: requiredText(100),
  url,
  types,
  active: v.boolean(),
  /** `updatedAt` as the person saw it. */
  seen: time,
});
export const WebhookRef = v.object({ endpointId: id });
export const WebhookDeliveries = v.object({
  endpointId: id,
  state: v.nullable(v.picklist(["waiting", "delivered", "failed"])),
  /** `seq` of the last one of the page before. */
  before: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});
export const WebhookReplay = v.object({
  endpointId: id,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});
/** Everything from then on, what has arrived included. */
export const WebhookReplaySince = v.object({ endpointId: id, since: time });

export interface WebhookEndpoint {
  id: string;
  name: string;
  url: string;
  types: WebhookType[];
  active: boolean;
  /** Why it is not active: `failing`, `gone`, or an admin switched it off. */
  reason: "failing" | "gone" | "by_hand" | null;
  /** Since when nothing has arrived. */
  failingSince: number | null;
  /** Until then both secrets sign. */
  previousUntil: number | null;
  waiting: number;
  failed: number;
  lastDeliveredAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** The only time the secret is told; null when the operation is repeated. */
export interface WebhookSecret {
  endpointId: string;
  secret: string | null;
}

export interface WebhookDelivery {
  seq: number;
  eventId: string;
  /** `webhook.test` too. */
  type: string;
  at: number;
  state: "waiting" | "delivered" | "failed";
  attempts: number;
  nextAt: number;
  lastAt: number | null;
  lastStatus: number | null;
  lastError: string | null;
}
export interface WebhookDeliveryPage {
  items: WebhookDelivery[];
  next: number | null;
}
