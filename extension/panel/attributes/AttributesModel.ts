import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type {
  AttributeEdit,
  AttributeItem,
  AttributeRevert,
  AttributeValue,
  AttributeValueItem,
} from "../../../shared/schemas/attributes.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import { canBeMended, isStuck, isUnsent, isWrite } from "../writes.ts";
import { editText, parseText } from "./attribute-text.ts";

/** An attribute being edited: what is typed, what was there when typing began, what is wrong with it. */
export interface Editing {
  text: string;
  seen: AttributeValue | null;
  error: FailureCode | null;
  saving: boolean;
}

export interface ShownAttribute extends AttributeItem {
  /** This value is on its way to the server. */
  unsaved: boolean;
  editing: Editing | null;
}

export interface AttributesModel {
  readonly shown: ReadonlySignal<readonly ShownAttribute[]>;
  edit(id: string): void;
  type(id: string, text: string): void;
  /** Resolves to whether the server has it now. @param unreadable the field holds what is no date at all */
  save(id: string, unreadable?: boolean): Promise<boolean>;
  /** Takes the value away: unset, which is not empty, 0 or false. */
  unset(id: string): Promise<boolean>;
  cancel(id: string): void;
  history(id: string): Promise<AttributeValueItem[]>;
  revert(item: AttributeValueItem, id: string, seen: string): Promise<unknown>;
}

const draftOf = (id: string) => `attribute/${id}`;

/** The attributes of one customer. What is typed belongs to this customer and is kept until it is saved. */
export function createAttributesModel(customer: Customer, lifetime: AbortSignal): AttributesModel {
  const editing = signal<ReadonlyMap<string, Editing>>(new Map());
  const zone = () => customer.view.peek().timeZone;
  const find = (id: string) => customer.view.peek().attributes.find((one) => one.id === id);
  const set = (id: string, edit: Editing | null) => {
    const next = new Map(editing.peek());
    if (edit) next.set(id, edit);
    else next.delete(id);
    editing.value = next;
  };
  const close = (id: string) => {
    set(id, null);
    customer.keepDraft(draftOf(id), "");
  };
  const editsOf = (id: string) =>
    customer.pending.value.flatMap((entry) =>
      isWrite(entry, "attributes.edit") && entry.input.attributeId === id ? [entry] : [],
    );

  const shown = computed(() =>
    customer.view.value.attributes.map((item): ShownAttribute => {
      const edit = editsOf(item.id).findLast(isUnsent);
      return {
        ...item,
        value: edit ? edit.input.value : item.value,
        unsaved: edit !== undefined,
        editing: editing.value.get(item.id) ?? null,
      };
    }),
  );

  const into = (view: LinkedPanel, result: AttributeItem): LinkedPanel => ({
    ...view,
    attributes: view.attributes.map((one) => (one.id === result.id ? result : one)),
  });

  async function send(item: AttributeItem, edit: Editing, value: AttributeValue | null): Promise<boolean> {
    const { id, type } = item;
    set(id, { ...edit, error: null, saving: true });
    try {
      await customer.send(
        "attributes.edit",
        // `value` was parsed as one of `type`.
        { contactId: customer.contactId, attributeId: id, type, value, seen: edit.seen } as AttributeEdit,
        into,
      );
      if (editing.peek().get(id)?.saving) close(id);
      return true;
    } catch (error) {
      takeBack(id, edit.text, edit.seen, failureOf(error).code);
      return false;
    }
  }

  /** A refused edit returns to its field, with what was typed and what is wrong. */
  function takeBack(id: string, text: string, before: AttributeValue | null, code: FailureCode): void {
    const typed = editing.peek().get(id);
    if (typed && !typed.saving) return;
    if (!canBeMended(code)) return close(id);
    const seen = code === "STALE" ? (find(id)?.value ?? null) : before;
    set(id, { text, seen, error: code, saving: false });
    customer.keepDraft(draftOf(id), text, JSON.stringify(seen));
    for (const entry of editsOf(id)) if (entry.state === "refused") void customer.drop(entry.operationId);
  }

  // Once it may take long, the field is closed and marked as not saved instead.
  const stopWaiting = effect(() => {
    for (const { id } of customer.view.value.attributes)
      if (editsOf(id).some(isStuck) && editing.peek().get(id)?.saving) close(id);
  });
  // After STALE the value seen is the newest one: saving again means it.
  const stopSeeing = effect(() => {
    for (const { id, value } of customer.view.value.attributes) {
      const edit = editing.peek().get(id);
      if (edit?.error === "STALE" && edit.seen !== value) set(id, { ...edit, seen: value });
    }
  });
  lifetime.addEventListener("abort", () => {
    stopWaiting();
    stopSeeing();
  });

  async function restore(): Promise<void> {
    for (const entry of customer.pending.peek())
      if (entry.state === "refused" && isWrite(entry, "attributes.edit")) {
        const { attributeId, type, value, seen } = entry.input;
        takeBack(attributeId, editText({ type, value }, zone()), seen, entry.refusal?.code ?? "INTERNAL");
      }
    const drafts = await customer.drafts();
    if (lifetime.aborted) return;
    for (const { id } of customer.view.peek().attributes) {
      const draft = drafts.get(draftOf(id));
      if (!draft || editing.peek().has(id) || editsOf(id).some(isUnsent)) continue;
      const seen = JSON.parse(draft.seen ?? "null") as AttributeValue | null;
      set(id, { text: draft.text, seen, error: null, saving: false });
    }
  }
  void restore().catch(() => undefined);

  return {
    shown,
    edit(id) {
      const item = find(id);
      if (!item || !customer.confirmed.peek() || editing.peek().has(id)) return;
      set(id, { text: editText(item, zone()), seen: item.value, error: null, saving: false });
    },
    type(id, text) {
      const edit = editing.peek().get(id);
      if (!edit || edit.saving) return;
      set(id, { ...edit, text, error: null });
      customer.keepDraft(draftOf(id), text, JSON.stringify(edit.seen));
    },
    async save(id, unreadable = false) {
      const [item, edit] = [find(id), editing.peek().get(id)];
      if (!item || !edit || edit.saving || !customer.confirmed.peek()) return false;
      if (unreadable) {
        set(id, { ...edit, error: "INVALID_DATE" });
        return false;
      }
      // A time keeps its seconds when only looked at; an empty field of what is unset stays unset.
      if (edit.text === editText(item, zone()) && edit.error !== "STALE" && item.value === edit.seen) {
        close(id);
        return false;
      }
      const parsed = parseText(item.type, edit.text, zone());
      if ("code" in parsed) {
        set(id, { ...edit, error: parsed.code });
        return false;
      }
      return send(item, edit, parsed.value);
    },
    async unset(id) {
      const [item, edit] = [find(id), editing.peek().get(id)];
      if (!item || !edit || edit.saving || !customer.confirmed.peek()) return false;
      return send(item, edit, null);
    },
    cancel: close,
    history: (attributeId) => customer.calls.attributeHistory({ contactId: customer.contactId, attributeId }),
    revert: (item, attributeId, seen) => {
      const input: AttributeRevert = { contactId: customer.contactId, attributeId, valueId: item.id, seen };
      return customer.send("attributes.revert", input, into);
    },
  };
}
