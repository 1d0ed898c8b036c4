import { type ReadonlySignal, signal } from "@preact/signals";
import { type CallFailure, failureOf } from "../lib/failure.ts";

/** What a page shows, as far as it is known: data stays on screen while it is read again. */
export interface Resource<Data> {
  /** null until it was read once. */
  readonly data: ReadonlySignal<Data | null>;
  /** Why the newest reading failed; null when it did not. */
  readonly failure: ReadonlySignal<CallFailure | null>;
  readonly loading: ReadonlySignal<boolean>;
  /** Reads it again. An answer that a later call overtook is dropped. Never throws. */
  load(): Promise<void>;
  /** Changes what is shown, for a write whose effect is known; does nothing before the first reading. */
  update(change: (data: Data) => Data): void;
}

export function createResource<Data>(read: () => Promise<Data>): Resource<Data> {
  const data = signal<Data | null>(null);
  const failure = signal<CallFailure | null>(null);
  const loading = signal(false);
  let newest = 0;

  return {
    data,
    failure,
    loading,
    async load() {
      const turn = ++newest;
      loading.value = true;
      try {
        const found = await read();
        if (turn !== newest) return;
        data.value = found;
        failure.value = null;
      } catch (error) {
        if (turn === newest) failure.value = failureOf(error);
      } finally {
        if (turn === newest) loading.value = false;
      }
    },
    update(change) {
      if (data.value === null) return;
      // An answer on its way was read before this change.
      newest++;
      loading.value = false;
      data.value = change(data.value);
    },
  };
}
