import { type ReadonlySignal, signal } from "@preact/signals";
import { type CallFailure, failureOf } from "../lib/failure.ts";
import { createResource, type Resource } from "./Resource.ts";

/** What the page tells the person of a write that no form waits for. */
export interface FailureTold {
  failed(failure: CallFailure): void;
}

/** A list that is changed by one write at a time and read again after each, whether it was refused or not. */
export interface ListModel<Data> {
  readonly list: Resource<Data>;
  /** A write is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /**
   * For a form, which shows the failure. null when it is done, and while another is on its way: then
   * nothing is called.
   */
  write(call: () => Promise<unknown>): Promise<CallFailure | null>;
  /** For a button: calls `done` when it is done, tells the failure else; while another is on its way neither. */
  press(call: () => Promise<unknown>, done: () => void): Promise<void>;
}

/** @param also what a write changes besides the list */
export function createListModel<Data>(
  read: () => Promise<Data>,
  told: FailureTold,
  also?: () => Promise<unknown>,
): ListModel<Data> {
  const list = createResource(read);
  const busy = signal(false);

  async function write(call: () => Promise<unknown>): Promise<CallFailure | null> {
    if (busy.peek()) return null;
    busy.value = true;
    try {
      await call();
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      await Promise.all([list.load(), also?.()]);
      busy.value = false;
    }
  }

  async function press(call: () => Promise<unknown>, done: () => void): Promise<void> {
    if (busy.peek()) return;
    const failure = await write(call);
    if (failure) told.failed(failure);
    else done();
  }

  return { list, busy, write, press };
}
