import * as v from "valibot";
import type { ChannelKind } from "../channels.ts";
import type { Role } from "../permissions.ts";
import { id, requiredText } from "../text.ts";

/** Channels whose contacts can be bound to a member (綁定成員). */
export const OMO_CHANNELS: readonly ChannelKind[] = ["line", "whatsapp"];

/** Branches in use at a time, and members of one. */
export const BRANCHES_MAX = 200;
export const BRANCH_MEMBERS_MAX = 200;

const name = requiredText(60);

export const BranchCreate = v.object({ name });
/** `seen` is the name on screen: if it has changed since, the change is refused as STALE. */
export const BranchRename = v.object({ branchId: id, name, seen: v.string() });
/** `archived` false takes it back into use. */
export const BranchArchive = v.object({ branchId: id, archived: v.boolean() });
/** `seen` is who was in it on screen. */
export const BranchSetMembers = v.object({
  branchId: id,
  memberIds: v.pipe(v.array(id), v.maxLength(BRANCH_MEMBERS_MAX, "LIMIT_REACHED")),
  seen: v.pipe(v.array(id), v.maxLength(BRANCH_MEMBERS_MAX)),
});

export interface BranchMember {
  id: string;
  name: string;
  role: Role;
  disabled: boolean;
}

/** A branch of the shop (分店) and who works there. */
export interface BranchItem {
  id: string;
  name: string;
  createdAt: number;
  /** When it was put away; null while it is in use. */
  archivedAt: number | null;
  members: BranchMember[];
  /** Contacts bound to somebody there; counting stops at 10,000. */
  bound: number;
}

export interface BranchList {
  branches: BranchItem[];
  /** Whom a branch can have: everybody who is not disabled. */
  members: BranchMember[];
}

/** Without a branch the member alone; else the member must be in that branch. */
export const OmoBind = v.object({ contactId: id, memberId: id, branchId: v.nullable(id) });
export const OmoUnbind = v.object({ contactId: id, bindingId: id });
/** Undoes an unbinding: the same binding, since when it was. */
export const OmoRestore = v.object({ contactId: id, bindingId: id });
export const OmoChoices = v.object({ contactId: id });

/** Whom a contact is bound to. */
export interface OmoBinding {
  id: string;
  memberId: string;
  memberName: string;
  /** The member may no longer sign in. */
  memberDisabled: boolean;
  branchId: string | null;
  branchName: string | null;
  /** UTC ms. */
  boundAt: number;
  boundByName: string | null;
}

/** One that a contact could be bound to; a member of two branches is two choices. */
export interface OmoChoice {
  memberId: string;
  memberName: string;
  branchId: string | null;
  branchName: string | null;
}
