import { type ReadonlySignal, signal } from "@preact/signals";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import { createCall, type InputOf, type OutputOf, type ProcedurePath, type TokenSource } from "./api.ts";
import { askBackground, mustAsk } from "./background-calls.ts";
import { openChannel } from "./channel.ts";
import { CallFailure, failureOf } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { operationId as newOperationId } from "./operation-id.ts";
import type { OutboxEntry, Refusal } from "./outbox-entry.ts";
import { linkKey } from "./link-key.ts";
import { holdLock } from "./lock.ts";
import { openTables } from "./tables.ts";

export type { OutboxEntry, Refusal } from "./outbox-entry.ts";

/** What became of an entry, told on every page of the origin that is open. */
export type Outcome =
  | { kind: "done"; entry: OutboxEntry; result: unknown }
  /** Why is in `entry.refusal`; `failureOfEntry` makes a failure of it. */
  | { kind: "refused" | "asking"; entry: OutboxEntry };

/** Writes of one member in one workspace, kept until the server has acknowledged each. */
export interface Outbox {
  /** Everything not acknowledged yet, oldest first. */
  readonly pending: ReadonlySignal<readonly OutboxEntry[]>;
  /** Resolves once it is durable on this machine, not once it is sent. */
  add<Path extends ProcedurePath>(
    procedure: Path,
    input: Omit<InputOf<Path>, "operationId">,
    contactId: string,
  ): Promise<OutboxEntry>;
  /** Like `add`, then waits for the outcome. @throws {CallFailure} when it was refused, or asks */
  send<Path extends ProcedurePath>(
    procedure: Path,
    input: Omit<InputOf<Path>, "operationId">,
    contactId: string,
  ): Promise<OutputOf<Path>>;
  /** The person's answer to CONFIRM_REPEAT: yes sends it as confirmed, no drops it. */
  answer(operationId: string, yes: boolean): Promise<void>;
  /** Tries a refused entry again. */
  retry(operationId: string): Promise<void>;
  /** Drops a refused entry: the person gave it up. */
  drop(operationId: string): Promise<void>;
  /** Drops everything of a contact, sent or not: they were deleted. */
  forget(contactId: string): Promise<void>;
  onOutcome(listener: (outcome: Outcome) => void, signal: AbortSignal): void;
  /** Sends what is due; resolves when nothing more can be sent at the moment. */
  drain(): Promise<void>;
  /** Drains now, when coming online and when a wait is over, until closed. */
  start(): void;
  close(): void;
}

export const failureOfEntry = (entry: OutboxEntry): CallFailure =>
  new CallFailure(entry.refusal?.code ?? "INTERNAL", entry.refusal ?? {});

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** A server that fails on one entry this often has a fault that waiting does not mend. */
const MOST_ATTEMPTS_ON_INTERNAL = 8;

/**
 * @param tokens the session: an entry goes out with a token of `memberId` or stays
 * @param call sends one write; replaced in tests
 */
export function createOutbox({
  link,
  memberId,
  tokens,
  call = createCall(link, onlyFor(memberId, tokens)),
  now = Date.now,
}: {
  link: ServerLink;
  memberId: string;
  tokens: TokenSource;
  call?: (procedure: string, input: Record<string, unknown>) => Promise<unknown>;
  now?: () => number;
}): Outbox {
  const owner = `${linkKey(link)} ${memberId}`;
  const name = `outbox ${owner}`;
  const pending = signal<readonly OutboxEntry[]>([]);
  const listeners = new Set<(outcome: Outcome) => void>();
  const channel = openChannel<Outcome | null>(name, (outcome) => void hear(outcome));
  const closing = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rows = async () => (await openTables()).outbox;
  const all = async () => (await rows()).all(owner);
  const change = async (id: string, when: readonly State[], to: Partial<OutboxEntry>) =>
    (await rows()).change(owner, id, when, to);
  const remove = async (id: string, when: readonly State[]) => (await rows()).remove(owner, id, when);
  const reload = async () => void (pending.value = await all());
  const hear = async (outcome: Outcome | null) => {
    await reload();
    if (outcome) for (const listener of listeners) listener(outcome);
  };
  const tell = async (outcome?: Outcome) => {
    channel.post(outcome ?? null);
    await hear(outcome ?? null);
  };

  async function add(
    procedure: string,
    input: Record<string, unknown>,
    contactId: string,
    id = newOperationId(),
  ) {
    const table = await rows();
    const entry = await table.add({
      operationId: id,
      procedure,
      input,
      memberId,
      link,
      contactId,
      createdAt: now(),
      attempts: 0,
      notBefore: 0,
      state: "waiting",
      refusal: null,
    });
    await tell();
    void drain();
    return entry;
  }

  async function drain(): Promise<void> {
    // What fails here stays in the table and is tried again: by the wait below, another page or the alarm.
    await (mustAsk() ? askBackground({ type: "drain", link, memberId }) : lockAndSend()).catch(
      () => undefined,
    );
    if (!closing.signal.aborted) await wait();
  }

  /** One at a time over all pages; whoever holds the lock sends for all of them. */
  const lockAndSend = (): Promise<void> => holdLock(name, sendDue);

  async function sendDue(): Promise<void> {
    for (;;) {
      const entry = nextDue(await all(), now());
      if (!entry || closing.signal.aborted) break;
      if (!(await attempt(entry))) break;
    }
  }

  /** Comes back when the first wait is over. */
  async function wait(): Promise<void> {
    await reload();
    clearTimeout(timer);
    const soonest = Math.min(...pending.value.filter(isWaiting).map((entry) => entry.notBefore));
    if (Number.isFinite(soonest) && !closing.signal.aborted)
      timer = setTimeout(() => void drain(), Math.max(soonest - now(), FIRST_WAIT));
  }

  /** False when no other entry can be sent either. */
  async function attempt(entry: OutboxEntry): Promise<boolean> {
    const sending = await change(entry.operationId, WAITING, { state: "sending" });
    if (!sending) return true;
    await tell();
    try {
      const result = await call(entry.procedure, { ...entry.input, operationId: entry.operationId });
      await remove(entry.operationId, WAITING);
      await tell({ kind: "done", entry, result });
      return true;
    } catch (error) {
      const failure = failureOf(error);
      const [after, goOn] = afterFailure(entry, failure, now());
      const changed = await change(entry.operationId, WAITING, after);
      const told = changed && changed.state !== "waiting" && changed.state !== "sending";
      await tell(told ? { kind: changed.state as "refused" | "asking", entry: changed } : undefined);
      return goOn;
    }
  }

  const outbox: Outbox = {
    pending,
    add: (procedure, input, contactId) => add(procedure, input, contactId),
    send: (procedure, input, contactId) =>
      new Promise((resolve, reject) => {
        const id = newOperationId();
        const done = new AbortController();
        outbox.onOutcome((outcome) => {
          if (outcome.entry.operationId !== id) return;
          done.abort();
          if (outcome.kind === "done") resolve(outcome.result as never);
          else reject(failureOfEntry(outcome.entry));
        }, done.signal);
        add(procedure, input, contactId, id).catch(reject);
      }),
    async answer(operationId, yes) {
      if (!yes) await remove(operationId, ["asking"]);
      else await confirm(operationId);
      await tell();
      await drain();
    },
    async retry(operationId) {
      await change(operationId, ["refused"], FRESH);
      await tell();
      await drain();
    },
    async drop(operationId) {
      await remove(operationId, ["refused", "asking"]);
      await tell();
    },
    async forget(contactId) {
      const theirs = (await all()).filter((entry) => entry.contactId === contactId);
      for (const { operationId } of theirs) await remove(operationId, ANY);
      if (theirs.length > 0) await tell();
    },
    onOutcome(listener, signal) {
      listeners.add(listener);
      signal.addEventListener("abort", () => listeners.delete(listener), { once: true });
    },
    drain,
    start() {
      globalThis.addEventListener("online", () => void comeBack(), { signal: closing.signal });
      void reload().then(drain);
    },
    close() {
      closing.abort();
      clearTimeout(timer);
      channel.close();
    },
  };

  /** Yes to CONFIRM_REPEAT: another intent, so another operation id, at the same place in line. */
  async function confirm(operationId: string): Promise<void> {
    const entry = (await all()).find((one) => one.operationId === operationId);
    if (!entry) return;
    await change(operationId, ["asking"], {
      operationId: newOperationId(),
      input: { ...entry.input, confirmed: true },
      ...FRESH,
    });
  }

  /** What waited because no answer came need not wait any longer. */
  async function comeBack(): Promise<void> {
    for (const { operationId } of await all()) await change(operationId, WAITING, { notBefore: 0 });
    await drain();
  }

  return outbox;
}

type State = OutboxEntry["state"];
const WAITING: readonly State[] = ["waiting", "sending"];
const ANY: readonly State[] = [...WAITING, "refused", "asking"];
const FRESH = { state: "waiting", refusal: null, attempts: 0, notBefore: 0 } as const;
const isWaiting = ({ state }: OutboxEntry) => state === "waiting" || state === "sending";

/** The oldest entry that is due and has no older one of the same contact waiting before it. */
function nextDue(entries: readonly OutboxEntry[], now: number): OutboxEntry | undefined {
  const held = new Set<string>();
  for (const entry of entries) {
    if (!isWaiting(entry) || held.has(entry.contactId)) continue;
    if (entry.notBefore <= now) return entry;
    held.add(entry.contactId);
  }
  return undefined;
}

function afterFailure(
  entry: OutboxEntry,
  failure: CallFailure,
  now: number,
): [change: Partial<OutboxEntry>, goOn: boolean] {
  const { code } = failure;
  if (code === "UNAUTHENTICATED") return [{ state: "waiting" }, false];
  const attempts = entry.attempts + 1;
  const again: Partial<OutboxEntry> = { state: "waiting", attempts, notBefore: now + waitAfter(attempts) };
  if (code === "OFFLINE") return [again, false];
  const { http } = ERROR_CODES[code];
  const hopeless = code === "INTERNAL" && attempts >= MOST_ATTEMPTS_ON_INTERNAL;
  if ((http >= 500 && !hopeless) || http === 429) return [again, true];
  const { field, facts, requestId } = failure;
  const refusal: Refusal = {
    code,
    ...(field === undefined ? {} : { field }),
    ...(facts === undefined ? {} : { facts }),
    ...(requestId === undefined ? {} : { requestId }),
  };
  return [{ state: code === "CONFIRM_REPEAT" ? "asking" : "refused", attempts, refusal }, true];
}

/** Doubles up to a minute, spread so that many pages do not come back at once. */
const waitAfter = (attempts: number) =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);

/** Tokens of that member only, also when somebody else signs in between two tries. */
function onlyFor(memberId: string, tokens: TokenSource): TokenSource {
  return {
    async token(refused) {
      const token = await tokens.token(refused);
      if (token.memberId !== memberId) throw new CallFailure("UNAUTHENTICATED");
      return token;
    },
  };
}
