import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Role } from "../../../../shared/permissions.ts";
import type { MemberItem } from "../../../../shared/schemas/members.ts";
import type { Page } from "../../../../shared/schemas/panel.ts";
import { fold } from "../../../../shared/fold.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface MembersCalls {
  list(cursor: string | null): Promise<Page<MemberItem>>;
  invite(input: { name: string; email: string; role: Role }): Promise<{ url: string }>;
  /** `seen` is the role on screen: whoever changed it meanwhile is not overruled. */
  setRole(input: { memberId: string; role: Role; seen: Role }): Promise<MemberItem>;
  setState(input: { memberId: string; state: "active" | "disabled" }): Promise<MemberItem>;
  resetLink(input: { memberId: string }): Promise<{ url: string }>;
}

/** What the page tells the person, in words of its own. */
export interface MembersTold {
  roleChanged(member: MemberItem, undo: () => void): void;
  stateChanged(member: MemberItem, undo: () => void): void;
  failed(failure: CallFailure, member: MemberItem): void;
  notLoaded(failure: CallFailure): void;
}

/** A link made just now: in memory only, gone when its dialog closes. */
export interface ShownLink {
  purpose: "invitation" | "reset";
  name: string;
  email: string;
  url: string;
}

export interface MembersModel {
  readonly members: Resource<Page<MemberItem>>;
  readonly filter: ReadonlySignal<string>;
  /** Those of the loaded members whose name or email has the filter's text. */
  readonly found: ReadonlySignal<readonly MemberItem[]>;
  /** Members with a write on its way. */
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  readonly link: ReadonlySignal<ShownLink | null>;
  setFilter(text: string): void;
  loadMore(): Promise<void>;
  /** The failure for the form to show; null when the invitation was made. */
  invite(input: { name: string; email: string; role: Role }): Promise<CallFailure | null>;
  setRole(member: MemberItem, role: Role): Promise<void>;
  setState(member: MemberItem, state: "active" | "disabled"): Promise<void>;
  makeLink(member: MemberItem): Promise<void>;
  closeLink(): void;
}

export function createMembersModel(calls: MembersCalls, told: MembersTold): MembersModel {
  const members = createResource(() => calls.list(null));
  const filter = signal("");
  const busy = signal<ReadonlySet<string>>(new Set());
  const link = signal<ShownLink | null>(null);

  const replace = (changed: MemberItem) =>
    members.update((page) => ({
      ...page,
      items: page.items.map((member) => (member.id === changed.id ? changed : member)),
    }));

  /** Shows `changed` at once, and how it really is when the write fails. */
  async function change(before: MemberItem, changed: MemberItem, call: () => Promise<MemberItem>) {
    busy.value = new Set([...busy.value, before.id]);
    replace(changed);
    try {
      const now = await call();
      replace(now);
      return now;
    } catch (error) {
      replace(before);
      told.failed(failureOf(error), before);
      await members.load();
      return null;
    } finally {
      busy.value = new Set([...busy.value].filter((id) => id !== before.id));
    }
  }

  async function setRole(member: MemberItem, role: Role) {
    if (member.role === role) return;
    const now = await change(member, { ...member, role }, () =>
      calls.setRole({ memberId: member.id, role, seen: member.role }),
    );
    if (now) told.roleChanged(now, () => void setRole(now, member.role));
  }

  async function setState(member: MemberItem, state: "active" | "disabled") {
    const now = await change(member, { ...member, state }, () =>
      calls.setState({ memberId: member.id, state }),
    );
    const back = state === "active" ? "disabled" : "active";
    if (now) told.stateChanged(now, () => void setState(now, back));
  }

  return {
    members,
    filter,
    busy,
    link,
    setRole,
    setState,
    found: computed(() => {
      const text = fold(filter.value);
      const all = members.data.value?.items ?? [];
      return text === ""
        ? all
        : all.filter((member) => fold(member.name).includes(text) || member.email.includes(text));
    }),
    setFilter: (text) => (filter.value = text),
    async loadMore() {
      const cursor = members.data.value?.next ?? null;
      if (cursor === null) return;
      try {
        const page = await calls.list(cursor);
        members.update((shown) => ({ items: [...shown.items, ...page.items], next: page.next }));
      } catch (error) {
        told.notLoaded(failureOf(error));
      }
    },
    async invite(input) {
      try {
        const { url } = await calls.invite(input);
        link.value = { purpose: "invitation", name: input.name, email: input.email, url };
        void members.load();
        return null;
      } catch (error) {
        return failureOf(error);
      }
    },
    async makeLink(member) {
      try {
        const { url } = await calls.resetLink({ memberId: member.id });
        const purpose = member.state === "invited" ? "invitation" : "reset";
        link.value = { purpose, name: member.name, email: member.email, url };
      } catch (error) {
        told.failed(failureOf(error), member);
      }
    },
    closeLink: () => (link.value = null),
  };
}
