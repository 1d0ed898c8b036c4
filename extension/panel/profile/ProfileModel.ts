import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { isEmail } from "../../../shared/email.ts";
import { seenMasked } from "../../../shared/masking.ts";
import type { PhoneField, ProfileField } from "../../../shared/schemas/panel.ts";
import { failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import type { RevealModel } from "../reveal/RevealModel.ts";
import { canBeMended, isStuck, isUnsent, isWrite } from "../writes.ts";

export const EDITABLE = ["name", "email", "phone"] as const;
export type Editable = (typeof EDITABLE)[number];

/** A field being edited: what is typed, what was there when typing began, what is wrong with it. */
export interface Editing {
  text: string;
  seen: string | null;
  error: { code: FailureCode; facts?: Record<string, string | number> } | null;
  saving: boolean;
}

export interface ShownField {
  value: string | null;
  /** As it is shown: a phone as people of the region write it. */
  display: string | null;
  field: ProfileField;
  /** This value is on its way to the server. */
  unsaved: boolean;
  locked: boolean;
}

export interface ProfileModel {
  shown: Record<Editable, ReadonlySignal<ShownField>>;
  editing: Record<Editable, ReadonlySignal<Editing | null>>;
  edit(name: Editable): void;
  type(name: Editable, text: string): void;
  /** Resolves to whether the server has it now; if not, the field says what is wrong, or it waits to be sent. */
  save(name: Editable): Promise<boolean>;
  /** Stops editing; what was typed is given back for an undo, null when nothing had been changed. */
  cancel(name: Editable): string | null;
  /** Takes the cancelling back. */
  resume(name: Editable, text: string): void;
}

const draftOf = (name: Editable) => `profile/${name}`;
/** A masked value was not seen: an edit of it says how old what stood there was. */
const seenOf = (field: ProfileField): string | null =>
  field.masked ? seenMasked(field.at ?? 0) : field.value;

/** The fields of one customer. What is typed belongs to this customer and is kept until it is saved. */
export function createProfileModel(
  customer: Customer,
  reveal: Pick<RevealModel, "shown">,
  lifetime: AbortSignal,
): ProfileModel {
  const editing = {
    name: signal<Editing | null>(null),
    email: signal<Editing | null>(null),
    phone: signal<Editing | null>(null),
  };
  const now = (name: Editable) => customer.view.peek().contact.profile[name];
  const revealedOf = (name: Editable, { at }: ProfileField) =>
    name === "name" ? null : reveal.shown(name, at);
  /** What typing begins with: nothing where what is there is masked. */
  const startOf = (name: Editable): string => {
    const { field, value, display, unsaved } = shown[name].peek();
    if (field.masked && !unsaved && !revealedOf(name, field)) return "";
    return (name === "phone" ? display : value) ?? "";
  };
  const editsOf = (name: Editable) =>
    customer.pending.value.filter((entry) => isWrite(entry, "profile.edit") && entry.input.field === name);

  function shownOf(name: Editable): ReadonlySignal<ShownField> {
    return computed(() => {
      const field: ProfileField | PhoneField = customer.view.value.contact.profile[name];
      const edit = editsOf(name).findLast(isUnsent);
      const locked = "locked" in field && field.locked;
      if (edit && isWrite(edit, "profile.edit")) {
        const value = edit.input.value || null;
        return { value, display: value, field, unsaved: true, locked };
      }
      const clear = field.masked ? revealedOf(name, field) : null;
      if (clear) return { ...clear, field, unsaved: false, locked };
      const display = "display" in field ? (field.display ?? field.value) : field.value;
      return { value: field.value, display, field, unsaved: false, locked };
    });
  }
  const shown = { name: shownOf("name"), email: shownOf("email"), phone: shownOf("phone") };

  function open(name: Editable, text: string, seen: string | null, error: Editing["error"] = null): void {
    editing[name].value = { text, seen, error, saving: false };
  }

  function close(name: Editable): void {
    editing[name].value = null;
    customer.keepDraft(draftOf(name), "");
  }

  async function save(name: Editable): Promise<boolean> {
    const edit = editing[name].peek();
    if (!edit || edit.saving || !customer.confirmed.peek()) return false;
    const value = edit.text.normalize("NFC").trim();
    const { field } = shown[name].peek();
    // Nobody means to clear what they have not seen.
    const untouched = field.masked ? startOf(name) : (now(name).value ?? "");
    if (value === untouched) {
      close(name);
      return false;
    }
    if (name === "email" && value !== "" && !isEmail(value)) {
      editing[name].value = { ...edit, error: { code: "INVALID_EMAIL" } };
      return false;
    }
    editing[name].value = { ...edit, error: null, saving: true };
    try {
      await customer.send(
        "profile.edit",
        { contactId: customer.contactId, field: name, value, seen: edit.seen },
        (view, { field }) => ({
          ...view,
          contact: { ...view.contact, profile: { ...view.contact.profile, [name]: field } },
        }),
      );
      if (editing[name].peek()?.saving) close(name);
      return true;
    } catch (error) {
      takeBack(name, value, failureOf(error).code);
      return false;
    }
  }

  /** A refused edit returns to its field, with what was typed and what is wrong. */
  function takeBack(name: Editable, text: string, code: FailureCode): void {
    const entry = customer.pending
      .peek()
      .find((e) => e.state === "refused" && isWrite(e, "profile.edit") && e.input.field === name);
    const typed = editing[name].peek();
    if (typed && !typed.saving) return;
    if (!canBeMended(code)) return close(name);
    const kept = typed?.text ?? text;
    const newest = seenOf(now(name));
    const seen = code === "STALE" ? newest : (typed?.seen ?? newest);
    batch(() =>
      open(name, kept, seen, { code, ...(entry?.refusal?.facts ? { facts: entry.refusal.facts } : {}) }),
    );
    customer.keepDraft(draftOf(name), kept, seen);
    if (entry) void customer.drop(entry.operationId);
  }

  // Once it may take long, the field is closed and marked as not saved instead.
  const stopWaiting = effect(() => {
    for (const name of EDITABLE) if (editsOf(name).some(isStuck) && editing[name].peek()?.saving) close(name);
  });
  // After STALE the value seen is the newest one: saving again means it.
  const stopSeeing = effect(() => {
    const { profile } = customer.view.value.contact;
    for (const name of EDITABLE) {
      const edit = editing[name].peek();
      const seen = seenOf(profile[name]);
      if (edit?.error?.code === "STALE" && edit.seen !== seen) editing[name].value = { ...edit, seen };
    }
  });
  lifetime.addEventListener("abort", () => {
    stopWaiting();
    stopSeeing();
  });

  async function restore(): Promise<void> {
    for (const entry of customer.pending.peek())
      if (entry.state === "refused" && isWrite(entry, "profile.edit"))
        takeBack(entry.input.field, entry.input.value, entry.refusal?.code ?? "INTERNAL");
    const drafts = await customer.drafts();
    if (lifetime.aborted) return;
    for (const name of EDITABLE) {
      const draft = drafts.get(draftOf(name));
      if (!draft || editing[name].peek() || draft.text === now(name).value) continue;
      const sent = editsOf(name).some(
        (e) => isWrite(e, "profile.edit") && e.input.value === draft.text.trim(),
      );
      if (!sent && !shown[name].peek().locked) open(name, draft.text, draft.seen);
    }
  }
  void restore().catch(() => undefined);

  return {
    shown,
    editing,
    edit(name) {
      const field = shown[name].peek();
      if (!customer.confirmed.peek() || field.locked || editing[name].peek()) return;
      open(name, startOf(name), seenOf(now(name)));
    },
    type(name, text) {
      const edit = editing[name].peek();
      if (!edit || edit.saving) return;
      editing[name].value = { ...edit, text, error: null };
      customer.keepDraft(draftOf(name), text, edit.seen);
    },
    save,
    cancel(name) {
      const edit = editing[name].peek();
      if (!edit || edit.saving) return null;
      close(name);
      const field = shown[name].peek();
      const same =
        edit.text === startOf(name) || edit.text === (field.value ?? "") || edit.text === field.display;
      return same ? null : edit.text;
    },
    resume(name, text) {
      if (editing[name].peek()) return;
      const seen = seenOf(now(name));
      open(name, text, seen);
      customer.keepDraft(draftOf(name), text, seen);
    },
  };
}
