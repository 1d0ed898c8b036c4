import * as v from "valibot";
import type { ChannelKind } from "../channels.ts";
import { INBOXES } from "../conversation-ref.ts";
import { externalId, id } from "../text.ts";
import type { JoinView } from "./customers.ts";

/** When things last happened, UTC ms; null when they never did. `docs/definitions.md` defines each. */
export interface LastTimes {
  customerAt: number | null;
  marketingAt: number | null;
  teamAt: number | null;
  checkoutAt: number | null;
  subscribedAt: number | null;
}
export const LAST_TIMES = ["customerAt", "teamAt", "marketingAt", "checkoutAt", "subscribedAt"] as const;

/** One channel of a customer: how the person's contact in it stands. */
export interface ChannelState {
  blockedAt: number | null;
  unsubscribedByCustomerAt: number | null;
  unsubscribedByTeamAt: number | null;
}

/** Whether the inbox the agent is in has a conversation with that contact; `elsewhere`: in another of its accounts. */
export type Reach = "here" | "elsewhere" | "none";

/** Another channel the same person writes through. */
export interface BoundChannel extends ChannelState {
  contactId: string;
  kind: ChannelKind;
  /** The account's name. */
  account: string;
  /** As the channel or the team calls the person there. */
  name: string | null;
  externalId: string;
  times: LastTimes;
  reach: Reach;
  /** Why it is of this person; null for one it began with. */
  join: JoinView | null;
}

/** Facebook recurring notifications, UTC ms: since when and until when subscribed, from when one may be sent. */
export interface Recurring {
  since: number | null;
  until: number | null;
  nextAt: number | null;
}

/** Which inbox the agent is in. */
export const InboxPlace = v.object({
  inbox: v.picklist(INBOXES),
  origin: v.pipe(v.string(), v.url(), v.maxLength(255)),
  account: externalId,
});
export type InboxPlace = v.InferOutput<typeof InboxPlace>;

export const ChannelGoTo = v.object({ contactId: id, from: InboxPlace });

/** A conversation of a host inbox, as its adapter goes to it. */
export const GoTo = v.object({ ...InboxPlace.entries, conversation: externalId });
export type GoTo = v.InferOutput<typeof GoTo>;
