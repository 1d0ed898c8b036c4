import * as v from "valibot";
import type { ChannelKind } from "../channels.ts";
import { id } from "../text.ts";

/** What a person types to say that they mean it; either word in either language. */
export const DELETE_WORDS = ["DELETE", "刪除"] as const;

/** How long a deleted conversation can be brought back, ms. */
export const RESTORABLE_MS = 86_400_000;

export const ConversationSetActive = v.object({ contactId: id, active: v.boolean() });
export type ConversationSetActive = v.InferOutput<typeof ConversationSetActive>;

export const DeletionPreviewOf = v.object({ contactId: id });
const typed = v.pipe(
  v.string(),
  v.transform((word) => word.normalize("NFC").trim()),
  v.picklist(DELETE_WORDS, "NOT_CONFIRMED"),
);
export const ConversationDelete = v.object({
  contactId: id,
  /** `DeletionPreview.token`: what the person was told would go. */
  seen: v.pipe(v.string(), v.maxLength(200, "INVALID_INPUT")),
  typed,
});
export const DeletionRef = v.object({ deletionId: id });
/** Cannot be undone, and so is typed too. */
export const EraseNow = v.object({ deletionId: id, typed });

/** 狀態功能：有效. Off blocks this contact in this channel account. */
export interface ActiveStatus {
  active: boolean;
  /** Since when and by whom it is off; null while it is on. */
  at: number | null;
  byName: string | null;
  /** Messages that came while it was off: counted, never stored. */
  blockedMessages: number;
  /** What the host inbox says of it, read back from it; null where no host can be asked. */
  host: "waiting" | "blocked" | "open" | "refused" | null;
  hostReason: string | null;
}

/** How much goes with a conversation. */
export interface DeletionCounts {
  messages: number;
  files: number;
  notes: number;
  taggings: number;
  events: number;
  /** Profile fields and custom attributes, with their history. */
  values: number;
}

export interface DeletionPreview {
  counts: DeletionCounts;
  /** Changes with everything that happens to the contact. */
  token: string;
}

/** What no deletion of ours reaches. */
export const BEYOND = ["host_inbox", "provider", "mails", "backups", "shop", "server_history"] as const;
export type Beyond = (typeof BEYOND)[number];

/** Says what was deleted and erased; holds no personal data. Times in UTC ms. */
export interface DeletionReceipt {
  deletionId: string;
  counts: DeletionCounts;
  requestedAt: number;
  /** `member.id` */
  requestedBy: string;
  eraseAt: number;
  erasedAt: number | null;
  /** `member.id`; null when the time was over or it is not erased yet. */
  erasedBy: string | null;
  beyond: Beyond[];
  /** Mails sent with this conversation: they cannot be called back. */
  mailsSent: number;
}

/** A conversation that was deleted, and where its deletion stands. */
export interface DeletionItem {
  id: string;
  contactId: string;
  state: "deleted" | "restored" | "erasing" | "erased";
  requestedAt: number;
  requestedByName: string | null;
  /** Null also when the time was over, or it is not erased yet. */
  erasedByName: string | null;
  eraseAt: number;
  receipt: DeletionReceipt;
}

/** A deletion in the list of them: in which channel, as long as something of it is left. */
export interface DeletionListItem extends DeletionItem {
  channel: { kind: ChannelKind; name: string } | null;
}
