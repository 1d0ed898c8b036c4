import { type ReadonlySignal, signal } from "@preact/signals";
import type { ApiKeyCreated, ApiKeyItem, ApiScope } from "../../../../shared/schemas/api-keys.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface ApiKeysCalls {
  list(): Promise<ApiKeyItem[]>;
  create(input: { name: string; scopes: ApiScope[] }): Promise<ApiKeyCreated>;
  revoke(input: { keyId: string }): Promise<unknown>;
}

/** What the page tells the person, in words of its own. */
export interface ApiKeysTold {
  revoked(key: ApiKeyItem): void;
  failed(failure: CallFailure): void;
}

/** A key that was just made, for as long as its dialog is open: nobody tells it again. */
export interface NewKey {
  name: string;
  key: string;
}

export interface ApiKeysModel {
  readonly keys: Resource<ApiKeyItem[]>;
  readonly made: ReadonlySignal<NewKey | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is made. */
  create(name: string, scopes: ApiScope[]): Promise<CallFailure | null>;
  revoke(key: ApiKeyItem): Promise<void>;
  /** Forgets the key that was shown. */
  close(): void;
}

export function createApiKeysModel(calls: ApiKeysCalls, told: ApiKeysTold): ApiKeysModel {
  const keys = createResource(calls.list);
  const made = signal<NewKey | null>(null);
  const busy = signal(false);

  async function run(call: () => Promise<unknown>): Promise<CallFailure | null> {
    if (busy.peek()) return null;
    busy.value = true;
    try {
      await call();
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      await keys.load();
      busy.value = false;
    }
  }

  return {
    keys,
    made,
    busy,
    create: (name, scopes) =>
      run(async () => {
        const { key } = await calls.create({ name, scopes });
        if (key !== null) made.value = { name, key };
      }),
    async revoke(key) {
      const failure = await run(() => calls.revoke({ keyId: key.id }));
      if (failure) told.failed(failure);
      else told.revoked(key);
    },
    close: () => {
      made.value = null;
    },
  };
}
