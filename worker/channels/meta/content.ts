import { externalId, httpUrl, type Json, list, number, object, present, text } from "../read.ts";

/** What a message is beside its text, as the thread shows it. Media stay with Meta, behind their address. */
export interface MetaContent {
  type: string;
  text: string | null;
  content: Json;
}

/** Attachments in the product's words; any other type keeps its own name. */
const TYPES: Record<string, string> = {
  fallback: "link",
  ig_reel: "reel",
  ig_post: "share",
  ig_story: "story",
  story_mention: "story_mention",
};

/** A message has one kind of thing in it and then is that, or it is a text with things in it. */
export function readContent(message: Json): MetaContent {
  const attachments = withoutDoubles(list(message["attachments"]).map((one) => readAttachment(object(one))));
  const said = text(message["text"]) ?? null;
  const content = present({
    quotedMessageId: externalId(object(message["reply_to"])["mid"]),
    story: storyOf(object(object(message["reply_to"])["story"])),
    quickReply: text(object(message["quick_reply"])["payload"], 1000),
  });
  const [first] = attachments;
  if (!first) {
    const isUnknown = said === null && message["is_unsupported"] === true;
    return { type: isUnknown ? "unsupported" : "text", text: said, content };
  }
  if (said !== null) return { type: "text", text: said, content: { ...content, attachments } };
  const { caption, ...own } = first;
  const several = attachments.length > 1 ? { attachments } : {};
  return {
    type: String(first["type"]),
    text: typeof caption === "string" ? caption : null,
    content: { ...own, ...content, ...several },
  };
}

function storyOf(story: Json): Json | undefined {
  const given = present({ id: externalId(story["id"]), url: httpUrl(story["url"]) });
  return Object.keys(given).length > 0 ? given : undefined;
}

function readAttachment(attachment: Json): Json {
  const payload = object(attachment["payload"]);
  const given = text(attachment["type"], 50) ?? "file";
  const stickerId = externalId(payload["sticker_id"]);
  // A sticker used to be an image with a sticker's id.
  const type = stickerId === undefined ? (TYPES[given] ?? given) : "sticker";
  const { lat, long } = object(payload["coordinates"]);
  return present({
    type,
    url: httpUrl(payload["url"]) ?? httpUrl(attachment["url"]),
    stickerId,
    title: text(payload["title"] ?? attachment["title"], 500),
    fileName: type === "file" ? text(payload["name"] ?? attachment["name"], 500) : undefined,
    latitude: number(lat),
    longitude: number(long),
    caption: type === "template" ? templateText(payload) : undefined,
  });
}

/** What a template shows first: its text, or the titles of its cards. */
function templateText(payload: Json): string | undefined {
  const generic = object(payload["generic"]);
  const cards = list(payload["elements"] ?? generic["elements"]).flatMap(
    (one) => text(object(one)["title"], 500) ?? [],
  );
  return text(payload["text"]) ?? (cards.length > 0 ? cards.join("\n") : undefined);
}

/** While both forms of a sticker are sent, one message holds the same one twice. */
function withoutDoubles(attachments: Json[]): Json[] {
  return attachments.filter(
    ({ stickerId }, index) =>
      stickerId === undefined || attachments.findIndex((one) => one["stickerId"] === stickerId) === index,
  );
}
