/**
 * What the event log knows. The interface has words for each kind in every language. `data` holds:
 * `profile.edited` {field, before, after} (null is unset), `note.*` {noteId}, `tag.*` {tag} (its name),
 * `conversation.pinned` and `unpinned` {inbox, conversation}.
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
  "message.unsent",
  "profile.edited",
  "profile.updated",
  "note.created",
  "note.edited",
  "note.deleted",
  "note.restored",
  "tag.applied",
  "tag.repeated",
  "tag.removed",
  "tag.restored",
  "channel.unknown",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
