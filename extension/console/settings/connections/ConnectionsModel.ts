import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ShopKind } from "../../../../shared/channels.ts";
import type {
  Backfill,
  ConnectionAdded,
  ConnectionItem,
  ConnectionUpdate,
} from "../../../../shared/schemas/connections.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface NewLine {
  name: string;
  channelSecret: string;
  accessToken: string;
}

export interface NewChatwoot {
  name: string;
  origin: string;
  accountId: string;
  webhookSecret?: string;
  apiToken?: string;
  requestsPerSecond?: number;
}

export interface NewPixel {
  name: string;
  origins: string[];
  shopKey: string;
}

export interface NewShop {
  kind: ShopKind;
  name: string;
  domain: string;
  webhookSecret: string;
  apiToken?: string;
  lineChannelId?: string;
}

export interface NewMeta {
  name: string;
  appSecret: string;
  verifyToken: string;
}

export interface NewWhatsapp extends NewMeta {
  accessToken: string;
}

export interface NewWebsite {
  name: string;
  origins: string[];
  siteKey: string;
}

/** Also a new token or name of an account that is there. */
export interface NewAccount {
  kind: "messenger" | "instagram" | "whatsapp";
  accountId: string;
  name: string;
  accessToken?: string;
}

export type ConnectionChange = Omit<ConnectionUpdate, "connectionId">;

export interface ConnectionsCalls {
  list(): Promise<ConnectionItem[]>;
  addLine(input: NewLine): Promise<ConnectionAdded>;
  addChatwoot(input: NewChatwoot): Promise<ConnectionAdded>;
  addPixel(input: NewPixel): Promise<ConnectionAdded>;
  addShop(input: NewShop): Promise<ConnectionAdded>;
  addMeta(input: NewMeta): Promise<ConnectionAdded>;
  addWhatsapp(input: NewWhatsapp): Promise<ConnectionAdded>;
  addWebsite(input: NewWebsite): Promise<ConnectionAdded>;
  addAccount(input: NewAccount & { connectionId: string }): Promise<unknown>;
  update(input: ConnectionUpdate): Promise<unknown>;
  /** Out of use until it is updated to `active`. */
  remove(input: { connectionId: string }): Promise<unknown>;
  startBackfill(input: { connectionId: string }): Promise<unknown>;
  backfillProgress(input: { connectionId: string }): Promise<Backfill>;
}

/** What the page tells the person, in words of its own. */
export interface ConnectionsTold {
  added(name: string): void;
  switched(connection: ConnectionItem, on: boolean, undo: () => void): void;
  changed(connection: ConnectionItem): void;
  accountAdded(name: string): void;
  backfillStarted(connection: ConnectionItem): void;
  failed(failure: CallFailure): void;
}

export interface ConnectionsModel {
  readonly connections: Resource<ConnectionItem[]>;
  /** By connection id; only Chatwoot brings a history. */
  readonly backfills: ReadonlySignal<ReadonlyMap<string, Backfill>>;
  /** A history is on its way: worth looking again soon. */
  readonly moving: ReadonlySignal<boolean>;
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  /** Reads the connections and how far their histories are. Never throws. */
  load(): Promise<void>;
  /** The failure for the form to show; null when it is connected. */
  addLine(input: NewLine): Promise<CallFailure | null>;
  addChatwoot(input: NewChatwoot): Promise<CallFailure | null>;
  addPixel(input: NewPixel): Promise<CallFailure | null>;
  addShop(input: NewShop): Promise<CallFailure | null>;
  addMeta(input: NewMeta): Promise<CallFailure | null>;
  addWhatsapp(input: NewWhatsapp): Promise<CallFailure | null>;
  addWebsite(input: NewWebsite): Promise<CallFailure | null>;
  addAccount(connection: ConnectionItem, account: NewAccount): Promise<CallFailure | null>;
  change(connection: ConnectionItem, change: ConnectionChange): Promise<CallFailure | null>;
  switch(connection: ConnectionItem, on: boolean): Promise<void>;
  startBackfill(connection: ConnectionItem): Promise<void>;
}

export function createConnectionsModel(calls: ConnectionsCalls, told: ConnectionsTold): ConnectionsModel {
  const connections = createResource(calls.list);
  const backfills = signal<ReadonlyMap<string, Backfill>>(new Map());
  const busy = signal<ReadonlySet<string>>(new Set());

  async function loadBackfills(): Promise<void> {
    const withHistory = (connections.data.value ?? []).filter(({ kind }) => kind === "chatwoot");
    const found = await Promise.allSettled(
      withHistory.map(({ id }) => calls.backfillProgress({ connectionId: id })),
    );
    const next = new Map(backfills.value);
    found.forEach((outcome, at) => {
      const id = withHistory[at]?.id;
      if (id !== undefined && outcome.status === "fulfilled") next.set(id, outcome.value);
    });
    backfills.value = next;
  }

  async function load(): Promise<void> {
    await connections.load();
    await loadBackfills();
  }

  /** Runs a write; the failure is the answer, and the list shows how it is either way. */
  async function attempt(write: () => Promise<unknown>): Promise<CallFailure | null> {
    try {
      await write();
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      await load();
    }
  }

  async function onRow(id: string, write: () => Promise<unknown>): Promise<CallFailure | null> {
    if (busy.value.has(id)) return null;
    busy.value = new Set([...busy.value, id]);
    const failure = await attempt(write);
    busy.value = new Set([...busy.value].filter((other) => other !== id));
    return failure;
  }

  async function add(name: string, write: () => Promise<unknown>): Promise<CallFailure | null> {
    const failure = await attempt(write);
    if (!failure) told.added(name);
    return failure;
  }

  async function switchTo(connection: ConnectionItem, on: boolean): Promise<void> {
    const connectionId = connection.id;
    const failure = await onRow(connectionId, () =>
      on ? calls.update({ connectionId, state: "active" }) : calls.remove({ connectionId }),
    );
    if (failure) told.failed(failure);
    else told.switched(connection, on, () => void switchTo(connection, !on));
  }

  return {
    connections,
    backfills,
    busy,
    load,
    moving: computed(() =>
      [...backfills.value.values()].some(({ state }) => state === "waiting" || state === "running"),
    ),
    addLine: (input) => add(input.name, () => calls.addLine(input)),
    addChatwoot: (input) => add(input.name, () => calls.addChatwoot(input)),
    addPixel: (input) => add(input.name, () => calls.addPixel(input)),
    addShop: (input) => add(input.name, () => calls.addShop(input)),
    addMeta: (input) => add(input.name, () => calls.addMeta(input)),
    addWhatsapp: (input) => add(input.name, () => calls.addWhatsapp(input)),
    addWebsite: (input) => add(input.name, () => calls.addWebsite(input)),
    async addAccount({ id }, account) {
      const failure = await onRow(id, () => calls.addAccount({ ...account, connectionId: id }));
      if (!failure) told.accountAdded(account.name);
      return failure;
    },
    async change(connection, change) {
      const failure = await onRow(connection.id, () =>
        calls.update({ ...change, connectionId: connection.id }),
      );
      if (!failure) told.changed(connection);
      return failure;
    },
    switch: switchTo,
    async startBackfill(connection) {
      const failure = await onRow(connection.id, () => calls.startBackfill({ connectionId: connection.id }));
      if (failure) told.failed(failure);
      else told.backfillStarted(connection);
    },
  };
}
