/**
 * What the event log knows. The interface has words for each kind in every language. `data` holds:
 * `profile.edited` {field, before, after} (null is unset), `note.*` {noteId}, `tag.*` {tag} (its name),
 * `profile.reverted` {field}, `attribute.*` {attribute} (its name), `binding.*` {binding, how} (their kinds),
 * `conversation.pinned` and `unpinned` {inbox, conversation},
 * `conversation.exported` {via} (`file`, `mail` or `link`), `conversation.export_failed` {reason}.
 * `order.placed` {number}. `contact.referred` {by} (`ad` or `link`) with {title, ref, adId, url} where
 * the channel says, `recurring.allowed` and `recurring.stopped` {title}.
 * `conversation.unblocked` {messages} (how many came meanwhile), `omo.*` {member, branch} (their names).
 */
export const EVENT_KINDS = [
  "contact.created",
  "contact.followed",
  "contact.unfollowed",
  "contact.joined",
  "contact.referred",
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
  "recurring.allowed",
  "recurring.stopped",
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
  "omo.bound",
  "omo.unbound",
  "omo.restored",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
