import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { SessionItem } from "../../../shared/schemas/members.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import { createResource, type Resource } from "../Resource.ts";

export interface SessionsCalls {
  list(): Promise<SessionItem[]>;
  revoke(input: { sessionId: string }): Promise<unknown>;
}

/** What the page tells the person, in words of its own. */
export interface SessionsTold {
  revoked(count: number): void;
  failed(failure: CallFailure): void;
}

export interface SessionsModel {
  readonly sessions: Resource<SessionItem[]>;
  readonly others: ReadonlySignal<readonly SessionItem[]>;
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  /** Ends these sessions one by one; what is gone already counts as ended. Stops at the first failure. */
  revoke(sessions: readonly SessionItem[]): Promise<void>;
}

export function createSessionsModel(calls: SessionsCalls, told: SessionsTold): SessionsModel {
  const sessions = createResource(calls.list);
  const busy = signal<ReadonlySet<string>>(new Set());

  async function end(session: SessionItem): Promise<void> {
    try {
      await calls.revoke({ sessionId: session.id });
    } catch (error) {
      if (failureOf(error).code !== "NOT_FOUND") throw error;
    }
    sessions.update((items) => items.filter((item) => item.id !== session.id));
  }

  return {
    sessions,
    busy,
    others: computed(() => (sessions.data.value ?? []).filter((session) => !session.current)),
    async revoke(wanted) {
      busy.value = new Set(wanted.map((session) => session.id));
      try {
        for (const session of wanted) await end(session);
        told.revoked(wanted.length);
      } catch (error) {
        told.failed(failureOf(error));
        await sessions.load();
      } finally {
        busy.value = new Set();
      }
    },
  };
}
