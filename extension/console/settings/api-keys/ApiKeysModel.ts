import { type ReadonlySignal, signal } from "@preact/signals";
import type { ApiKeyCreated, ApiKeyItem, ApiScope } from "../../../../shared/schemas/api-keys.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { createListModel, type FailureTold } from "../../ListModel.ts";
import type { Resource } from "../../Resource.ts";

export interface ApiKeysCalls {
  list(): Promise<ApiKeyItem[]>;
  create(input: { name: string; scopes: ApiScope[] }): Promise<ApiKeyCreated>;
  revoke(input: { keyId: string }): Promise<unknown>;
}

/** What the page tells the person, in words of its own. */
export interface ApiKeysTold extends FailureTold {
  revoked(key: ApiKeyItem): void;
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
  const { list, busy, write, press } = createListModel(calls.list, told);
  const made = signal<NewKey | null>(null);

  return {
    keys: list,
    made,
    busy,
    create: (name, scopes) =>
      write(async () => {
        const { key } = await calls.create({ name, scopes });
        if (key !== null) made.value = { name, key };
      }),
    revoke: (key) =>
      press(
        () => calls.revoke({ keyId: key.id }),
        () => told.revoked(key),
      ),
    close: () => {
      made.value = null;
    },
  };
}
