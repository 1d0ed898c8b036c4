import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { AttributeDefine, AttributeDefinition } from "../../../../shared/schemas/attributes.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface AttributesCalls {
  list(): Promise<AttributeDefinition[]>;
  define(input: AttributeDefine): Promise<AttributeDefinition>;
  /** `seen` is the name on screen: whoever changed it meanwhile is not overruled. */
  rename(input: { attributeId: string; name: string; seen: string }): Promise<AttributeDefinition>;
  reorder(input: { attributeIds: string[] }): Promise<unknown>;
  archive(input: { attributeId: string; archived: boolean }): Promise<AttributeDefinition>;
}

/** What the page tells the person, in words of its own. */
export interface AttributesTold {
  archived(attribute: AttributeDefinition, undo: () => void): void;
  restored(attribute: AttributeDefinition): void;
  failed(failure: CallFailure): void;
}

export interface AttributesModel {
  readonly attributes: Resource<AttributeDefinition[]>;
  readonly used: ReadonlySignal<readonly AttributeDefinition[]>;
  readonly archived: ReadonlySignal<readonly AttributeDefinition[]>;
  /** A write is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is done. */
  define(input: AttributeDefine): Promise<CallFailure | null>;
  rename(attribute: AttributeDefinition, name: string): Promise<CallFailure | null>;
  /** One place up (-1) or down (1). */
  move(attribute: AttributeDefinition, by: -1 | 1): Promise<void>;
  setArchived(attribute: AttributeDefinition, archived: boolean): Promise<void>;
}

export function createAttributesModel(calls: AttributesCalls, told: AttributesTold): AttributesModel {
  const attributes = createResource(calls.list);
  const busy = signal(false);
  const used = computed(() => attributes.data.value?.filter((one) => one.archivedAt === null) ?? []);

  /** One write at a time: each is about the order that the one before made. */
  async function run(call: () => Promise<unknown>): Promise<CallFailure | null> {
    if (busy.peek()) return null;
    busy.value = true;
    try {
      await call();
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      await attributes.load();
      busy.value = false;
    }
  }

  async function setArchived(attribute: AttributeDefinition, archived: boolean): Promise<void> {
    const failure = await run(() => calls.archive({ attributeId: attribute.id, archived }));
    if (failure) told.failed(failure);
    else if (archived) told.archived(attribute, () => void setArchived(attribute, false));
    else told.restored(attribute);
  }

  return {
    attributes,
    used,
    busy,
    setArchived,
    archived: computed(() => attributes.data.value?.filter((one) => one.archivedAt !== null) ?? []),
    define: (input) => run(() => calls.define(input)),
    rename: (attribute, name) =>
      run(() => calls.rename({ attributeId: attribute.id, name, seen: attribute.name })),
    async move(attribute, by) {
      const order = [...used.peek()];
      const at = order.findIndex(({ id }) => id === attribute.id);
      const other = order[at + by];
      if (busy.peek() || at < 0 || !other) return;
      [order[at], order[at + by]] = [other, attribute];
      attributes.update((all) => [...order, ...all.filter((one) => one.archivedAt !== null)]);
      const failure = await run(() => calls.reorder({ attributeIds: order.map(({ id }) => id) }));
      if (failure) told.failed(failure);
    },
  };
}
