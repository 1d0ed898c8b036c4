import type { ReadonlySignal } from "@preact/signals";
import type { AttributeDefine, AttributeDefinition } from "../../../../shared/schemas/attributes.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { type Archive, type ArchiveTold, createArchive } from "../../Archive.ts";
import { createListModel } from "../../ListModel.ts";
import type { Resource } from "../../Resource.ts";

export interface AttributesCalls {
  list(): Promise<AttributeDefinition[]>;
  define(input: AttributeDefine): Promise<AttributeDefinition>;
  /** `seen` is the name on screen: whoever changed it meanwhile is not overruled. */
  rename(input: { attributeId: string; name: string; seen: string }): Promise<AttributeDefinition>;
  reorder(input: { attributeIds: string[] }): Promise<unknown>;
  archive(input: { attributeId: string; archived: boolean }): Promise<AttributeDefinition>;
}

export type AttributesTold = ArchiveTold<AttributeDefinition>;

export interface AttributesModel extends Archive<AttributeDefinition> {
  readonly attributes: Resource<AttributeDefinition[]>;
  /** A write is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is done. */
  define(input: AttributeDefine): Promise<CallFailure | null>;
  rename(attribute: AttributeDefinition, name: string): Promise<CallFailure | null>;
  /** One place up (-1) or down (1). */
  move(attribute: AttributeDefinition, by: -1 | 1): Promise<void>;
}

export function createAttributesModel(calls: AttributesCalls, told: AttributesTold): AttributesModel {
  // One write at a time: each is about the order that the one before made.
  const model = createListModel(calls.list, told);
  const { list, busy, write, press } = model;
  const archive = createArchive(
    model,
    (all) => all,
    ({ id }, archived) => calls.archive({ attributeId: id, archived }),
    told,
  );

  return {
    ...archive,
    attributes: list,
    busy,
    define: (input) => write(() => calls.define(input)),
    rename: (attribute, name) =>
      write(() => calls.rename({ attributeId: attribute.id, name, seen: attribute.name })),
    async move(attribute, by) {
      const order = [...archive.used.peek()];
      const at = order.findIndex(({ id }) => id === attribute.id);
      const other = order[at + by];
      if (busy.peek() || at < 0 || !other) return;
      [order[at], order[at + by]] = [other, attribute];
      list.update((all) => [...order, ...all.filter((one) => one.archivedAt !== null)]);
      await press(
        () => calls.reorder({ attributeIds: order.map(({ id }) => id) }),
        () => undefined,
      );
    },
  };
}
