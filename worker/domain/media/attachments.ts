/** A thing in a message: its kind in the product's words, and what the channel says of it. */
export interface Attachment {
  type: string;
  content: Record<string, unknown>;
}

/** What has bytes somebody may look at; links, places and templates have none. */
const WITH_BYTES = new Set([
  "image",
  "video",
  "audio",
  "voice",
  "file",
  "document",
  "sticker",
  "reel",
  "share",
  "story",
  "story_mention",
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The things in a message in the order it has them, by which they are asked for; a story it answers to
 * stands last.
 *
 * @param content `message.content`, read
 */
export function attachmentsOf(type: string, content: Record<string, unknown>): Attachment[] {
  const { attachments, story } = content;
  const own = Array.isArray(attachments)
    ? attachments.filter(isObject).map((one) => ({ type: String(one["type"] ?? "file"), content: one }))
    : [{ type, content }];
  const stories = isObject(story) ? [{ type: "story", content: story }] : [];
  return [...own, ...stories].filter((one) => WITH_BYTES.has(one.type));
}
