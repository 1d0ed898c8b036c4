import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  RelayChanged,
  RelayItem,
  RelayPage,
  RelayPostItem,
} from "../../../../../shared/schemas/relay.ts";
import { type CallFailure, failureOf } from "../../../../lib/failure.ts";
import { createListModel, type FailureTold } from "../../../ListModel.ts";
import type { Resource } from "../../../Resource.ts";

export interface RelayCalls {
  list(): Promise<RelayItem[]>;
  set(input: { connectionId: string; url: string | null }): Promise<unknown>;
  posts(input: { connectionId: string; after?: number }): Promise<RelayPage>;
  resend(input: { connectionId: string; posts?: number[] }): Promise<RelayChanged>;
  drop(input: {
    connectionId: string;
    what: { posts: number[] } | { upTo: number; count: number };
  }): Promise<RelayChanged>;
}

/** What the page tells the person, in words of its own. */
export interface RelayTold extends FailureTold {
  /** `on`: posts go on from now; else no longer. */
  set(on: boolean): void;
  resent(): void;
  dropped(count: number): void;
}

export interface RelayModel {
  readonly relays: Resource<RelayItem[]>;
  /** What is kept for the connection that was opened, as far as it was read; null when none is open. */
  readonly posts: ReadonlySignal<{ items: RelayPostItem[]; next: number | null } | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is done. */
  set(connectionId: string, url: string | null): Promise<CallFailure | null>;
  /** Reads what is kept, from the oldest on; with `more` the next page. */
  open(connectionId: string, more?: boolean): Promise<void>;
  close(): void;
  /** These, or without `seqs` all that were parked; what waits is tried at once. */
  resend(connectionId: string, seqs?: number[]): Promise<void>;
  /** Gives up these, or all that `item` showed. */
  drop(item: RelayItem, seqs?: number[]): Promise<void>;
}

export function createRelayModel(calls: RelayCalls, told: RelayTold): RelayModel {
  const posts = signal<{ items: RelayPostItem[]; next: number | null } | null>(null);
  let opened: string | null = null;

  async function open(connectionId: string, more = false): Promise<void> {
    opened = connectionId;
    const before = more ? (posts.value?.items ?? []) : [];
    const after = more ? (posts.value?.next ?? undefined) : undefined;
    try {
      const page = await calls.posts({ connectionId, ...(after === undefined ? {} : { after }) });
      if (opened === connectionId) posts.value = { items: [...before, ...page.items], next: page.next };
    } catch (error) {
      told.failed(failureOf(error));
    }
  }

  const { list, busy, write, press } = createListModel(calls.list, told, async () => {
    if (opened !== null) await open(opened);
  });

  /** As many as one call takes, until none is left that it changes. */
  async function resendAll(connectionId: string): Promise<void> {
    const { changed, left } = await calls.resend({ connectionId });
    if (changed > 0 && left > 0) await resendAll(connectionId);
  }

  async function dropAll(connectionId: string, upTo: number, count: number): Promise<void> {
    if (count === 0) return;
    const { left } = await calls.drop({ connectionId, what: { upTo, count } });
    await dropAll(connectionId, upTo, left);
  }

  return {
    relays: list,
    posts,
    busy,
    open,
    close() {
      opened = null;
      posts.value = null;
    },
    set: (connectionId, url) =>
      write(async () => {
        await calls.set({ connectionId, url });
        told.set(url !== null);
      }),
    resend: (connectionId, seqs) =>
      press(
        () => (seqs ? calls.resend({ connectionId, posts: seqs }) : resendAll(connectionId)),
        () => told.resent(),
      ),
    drop: ({ connectionId, waiting, parked, newest }, seqs) =>
      press(
        () =>
          seqs
            ? calls.drop({ connectionId, what: { posts: seqs } })
            : dropAll(connectionId, newest ?? 0, waiting + parked),
        () => told.dropped(seqs?.length ?? waiting + parked),
      ),
  };
}
