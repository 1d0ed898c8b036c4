import { type ReadonlySignal, signal } from "@preact/signals";
import type { AuditChain, AuditItem, AuditOutcome, AuditPage } from "../../../shared/schemas/audit.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import { createResource, type Resource } from "../Resource.ts";

export interface AuditFilter {
  actorId: string | null;
  verb: string | null;
  outcome: AuditOutcome | null;
  /** UTC ms: from here on, and before. */
  from: number | null;
  to: number | null;
}

export interface AuditCalls {
  list(input: AuditFilter & { cursor: number | null }): Promise<AuditPage>;
  check(): Promise<AuditChain>;
}

export interface AuditModel {
  readonly filter: ReadonlySignal<AuditFilter>;
  readonly chain: Resource<AuditChain>;
  /** Newest first; null until they were read once. */
  readonly items: ReadonlySignal<readonly AuditItem[] | null>;
  /** Members met so far, for narrowing the list to one. */
  readonly actors: ReadonlySignal<ReadonlyMap<string, string>>;
  /** There may be older ones. */
  readonly goesOn: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<CallFailure | null>;
  /** Reads from the newest on. */
  load(): Promise<void>;
  narrow(change: Partial<AuditFilter>): Promise<void>;
  more(): Promise<void>;
}

const NO_FILTER: AuditFilter = { actorId: null, verb: null, outcome: null, from: null, to: null };

export function createAuditModel(calls: AuditCalls): AuditModel {
  const filter = signal(NO_FILTER);
  const chain = createResource(calls.check);
  const items = signal<readonly AuditItem[] | null>(null);
  const actors = signal<ReadonlyMap<string, string>>(new Map());
  const next = signal<number | null>(null);
  const goesOn = signal(false);
  const loading = signal(false);
  const failure = signal<CallFailure | null>(null);
  let turn = 0;

  /** Pages in which nothing matches are passed over. */
  async function read(cursor: number | null, before: readonly AuditItem[]): Promise<void> {
    const mine = ++turn;
    loading.value = true;
    failure.value = null;
    try {
      let from = cursor;
      let page: AuditPage;
      do {
        page = await calls.list({ ...filter.peek(), cursor: from });
        if (mine !== turn) return;
        from = page.next;
      } while (page.items.length === 0 && from !== null);
      items.value = [...before, ...page.items];
      next.value = from;
      goesOn.value = from !== null;
      const met = page.items.flatMap(({ actorId, actorName }) =>
        actorId && actorName ? [[actorId, actorName] as const] : [],
      );
      actors.value = new Map([...actors.peek(), ...met]);
    } catch (error) {
      if (mine === turn) failure.value = failureOf(error);
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  return {
    filter,
    chain,
    items,
    actors,
    goesOn,
    loading,
    failure,
    load: () => read(null, []),
    async narrow(change) {
      filter.value = { ...filter.peek(), ...change };
      items.value = null;
      await read(null, []);
    },
    async more() {
      if (next.peek() !== null) await read(next.peek(), items.peek() ?? []);
    },
  };
}
