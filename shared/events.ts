/**
 * What the event log knows. The interface has words for each kind in every language. `data` holds:
 * `profile.edited` {field, before, after} (null is unset), `note.*` {noteId}, `tag.*` {tag} (its name),
 * `profile.reverted` {field}, `attribute.*` {attribute} (its name), `binding.*` {binding, how} (their kinds),
 * `conversation.pinned` and `unpinned` {inbox, conversation},
 * `conversation.exported` {via} (`file`, `mail` or `link`), `conversation.export_failed` {reason}.
 * `order.placed` {number}.
 * `conversation.unblocked` {messages} (how many came meanwhile).
 */
export const EVENT_KINDS = [
  "contact.created",
  "contact.followed",
  "contact.unfollowed",
  "contact.joined",
  "conversation.created",
  "conversation.state",
  "conversation.activity",
  "conversation.postback",
  "conversation.pinned",
  "conversation.unpinned",
  "conversation.blocked",
  "conversation.unblocked",
  "conversation.deleted",
  "conversation.restored",
  "conversation.exported",
  "conversation.export_mailed",
  "conversation.export_failed",
  "message.unsent",
  "profile.edited",
  "profile.updated",
  "profile.reverted",
  "attribute.edited",
  "attribute.reverted",
  "binding.bound",
  "binding.unbound",
  "note.created",
  "note.edited",
  "note.deleted",
  "note.restored",
  "order.placed",
  "tag.applied",
  "tag.repeated",
  "tag.removed",
  "tag.restored",
  "channel.unknown",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
