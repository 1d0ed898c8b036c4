import { type ReadonlySignal, signal } from "@preact/signals";
import type { BoundChannel } from "../../../shared/schemas/channels.ts";
import { failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";

/** How a channel stands, the gravest fact first. */
export type ChannelWord = "blocked" | "unsubscribed-by-customer" | "unsubscribed-by-team" | "active";

export function stateOf(channel: BoundChannel): ChannelWord {
  if (channel.blockedAt !== null) return "blocked";
  if (channel.unsubscribedByCustomerAt !== null) return "unsubscribed-by-customer";
  return channel.unsubscribedByTeamAt !== null ? "unsubscribed-by-team" : "active";
}

/** Why a conversation was not opened; NOT_HERE: the page beside the panel does not go there. */
export interface Obstacle {
  contactId: string;
  code: FailureCode | "NOT_HERE";
}

export interface ChannelsModel {
  /** The channel whose conversation is being opened. */
  readonly going: ReadonlySignal<string | null>;
  readonly obstacle: ReadonlySignal<Obstacle | null>;
  goTo(contactId: string): Promise<void>;
}

export function createChannelsModel(customer: Customer): ChannelsModel {
  const going = signal<string | null>(null);
  const obstacle = signal<Obstacle | null>(null);
  return {
    going,
    obstacle,
    async goTo(contactId) {
      if (going.peek() !== null) return;
      going.value = contactId;
      obstacle.value = null;
      try {
        if (!(await customer.goTo(contactId))) obstacle.value = { contactId, code: "NOT_HERE" };
      } catch (error) {
        obstacle.value = { contactId, code: failureOf(error).code };
      } finally {
        going.value = null;
      }
    },
  };
}
