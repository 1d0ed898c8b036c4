import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { operationId } from "../../../lib/operation-id.ts";
import type { ExportLanguage, ExportOptions, MailForm } from "../../../../shared/schemas/exports.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { dateInputValue } from "../../../lib/format.ts";
import type { Customer } from "../../Customer.ts";
import { createTask, type Task } from "../../task.ts";

export type Way = "csv" | "mail";

export interface ExportModel {
  /** What can be chosen from; null until it is known. */
  readonly options: ReadonlySignal<ExportOptions | null>;
  readonly load: Task<[]>;
  readonly way: Signal<Way>;
  readonly language: Signal<ExportLanguage>;
  readonly to: Signal<string>;
  readonly form: Signal<MailForm>;
  readonly running: ReadonlySignal<boolean>;
  /** Messages so far and in all; null before the first part of a file. */
  readonly progress: ReadonlySignal<{ rows: number; total: number } | null>;
  readonly failure: ReadonlySignal<CallFailure | null>;
  /** What was done; null when it failed, was stopped, or is running already. */
  run(): Promise<Way | null>;
  /** Stops a download; nothing of it is kept. */
  stop(): void;
}

interface Outside {
  language: ExportLanguage;
  /** Hands a whole file to the browser. */
  save(file: Blob, name: string): void;
}

/** Takes one customer's conversation out. Ends with its lifetime: a file never arrives behind another customer. */
export function createExportModel(customer: Customer, outside: Outside, lifetime: AbortSignal): ExportModel {
  const { contactId, calls } = customer;
  const options = signal<ExportOptions | null>(null);
  const way = signal<Way>("csv");
  const language = signal(outside.language);
  const to = signal("");
  const form = signal<MailForm>("attachment");
  const running = signal(false);
  const progress = signal<ExportModel["progress"]["value"]>(null);
  const failure = signal<CallFailure | null>(null);
  let stopping = new AbortController();
  lifetime.addEventListener("abort", () => stopping.abort());

  const load = createTask(
    () => calls.exportOptions({ contactId }),
    (found) => {
      options.value = found;
      if (to.peek() === "") to.value = found.lastRecipient ?? found.ownAddress;
    },
  );

  // Trying the same again is the same export: it counts once.
  let tried = { input: "", operationId: "" };
  function operationIdOf(input: object): string {
    const text = JSON.stringify(input);
    if (tried.input !== text) tried = { input: text, operationId: operationId() };
    return tried.operationId;
  }

  async function download(signal: AbortSignal): Promise<void> {
    const input = { contactId, language: language.peek() };
    const file = await calls.exportCsv(
      { ...input, operationId: operationIdOf(input) },
      { signal, onProgress: (now) => (progress.value = now) },
    );
    signal.throwIfAborted();
    outside.save(file, `conversation-${dateInputValue(customer.now())}.csv`);
  }

  async function send(): Promise<void> {
    const input = { contactId, to: to.peek().trim(), form: form.peek(), language: language.peek() };
    await calls.exportByMail({ ...input, operationId: operationIdOf(input) });
  }

  return {
    options,
    load,
    way,
    language,
    to,
    form,
    running,
    progress,
    failure,
    async run() {
      if (running.peek() || lifetime.aborted) return null;
      stopping = new AbortController();
      const { signal } = stopping;
      const chosen = way.peek();
      batch(() => {
        running.value = true;
        progress.value = null;
        failure.value = null;
      });
      try {
        await (chosen === "csv" ? download(signal) : send());
        tried = { input: "", operationId: "" };
        customer.refresh();
        return chosen;
      } catch (error) {
        if (!signal.aborted) failure.value = failureOf(error);
        return null;
      } finally {
        running.value = false;
      }
    },
    stop: () => stopping.abort(),
  };
}
