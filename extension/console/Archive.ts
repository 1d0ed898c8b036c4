import { computed, type ReadonlySignal } from "@preact/signals";
import type { FailureTold, ListModel } from "./ListModel.ts";

export interface Archivable {
  id: string;
  /** UTC ms; null while it is in use. */
  archivedAt: number | null;
}

/** What the page tells the person, in words of its own. */
export interface ArchiveTold<Item> extends FailureTold {
  archived(item: Item, undo: () => void): void;
  restored(item: Item): void;
}

/** What of a list is in use, what was put away, and the way from the one to the other and back. */
export interface Archive<Item> {
  readonly used: ReadonlySignal<readonly Item[]>;
  readonly archived: ReadonlySignal<readonly Item[]>;
  setArchived(item: Item, archived: boolean): Promise<void>;
}

export function createArchive<Data, Item extends Archivable>(
  { list, press }: ListModel<Data>,
  itemsOf: (data: Data) => readonly Item[],
  archive: (item: Item, archived: boolean) => Promise<unknown>,
  told: ArchiveTold<Item>,
): Archive<Item> {
  const items = computed(() => (list.data.value === null ? [] : itemsOf(list.data.value)));

  const setArchived = (item: Item, archived: boolean): Promise<void> =>
    press(
      () => archive(item, archived),
      () => {
        if (archived) told.archived(item, () => void setArchived(item, false));
        else told.restored(item);
      },
    );

  return {
    setArchived,
    used: computed(() => items.value.filter((one) => one.archivedAt === null)),
    archived: computed(() => items.value.filter((one) => one.archivedAt !== null)),
  };
}
