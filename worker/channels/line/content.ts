import { httpUrl, type Json, list, number, object, present, text } from "../read.ts";

/** What a message is beside its text, as the thread shows it. Media stay with LINE, found by the message's id. */
export interface LineContent {
  type: string;
  text: string | null;
  content: Json;
}

const media = (message: Json): Json => {
  const provider = object(message["contentProvider"]);
  return present({
    provider: text(provider["type"], 50),
    url: httpUrl(provider["originalContentUrl"]),
    previewUrl: httpUrl(provider["previewImageUrl"]),
  });
};

const READERS: Record<string, (message: Json) => Omit<LineContent, "type">> = {
  text: (m) => ({
    text: text(m["text"]) ?? null,
    content: present({ quotedMessageId: text(m["quotedMessageId"], 255) }),
  }),
  image: (m) => {
    const set = object(m["imageSet"]);
    return {
      text: null,
      content: {
        ...media(m),
        ...present({ setId: text(set["id"], 255), index: number(set["index"]), total: number(set["total"]) }),
      },
    };
  },
  video: (m) => ({ text: null, content: { ...media(m), ...present({ duration: number(m["duration"]) }) } }),
  audio: (m) => ({ text: null, content: { ...media(m), ...present({ duration: number(m["duration"]) }) } }),
  file: (m) => ({
    text: null,
    content: present({ fileName: text(m["fileName"], 500), fileSize: number(m["fileSize"]) }),
  }),
  location: (m) => ({
    text: text(m["address"]) ?? text(m["title"]) ?? null,
    content: present({
      title: text(m["title"], 500),
      address: text(m["address"], 1000),
      latitude: number(m["latitude"]),
      longitude: number(m["longitude"]),
    }),
  }),
  sticker: (m) => {
    const keywords = list(m["keywords"]).flatMap((word) => text(word, 100) ?? []);
    return {
      text: text(m["text"]) ?? (keywords.length > 0 ? keywords.join(", ") : null),
      content: {
        ...present({
          packageId: text(m["packageId"], 50),
          stickerId: text(m["stickerId"], 50),
          resourceType: text(m["stickerResourceType"], 50),
        }),
        ...(keywords.length > 0 ? { keywords } : {}),
      },
    };
  },
};

/** A message of a type we do not know is kept as one, with its text when it has any. */
export function readContent(message: Json): LineContent {
  const type = text(message["type"], 50) ?? "unknown";
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (!read) return { type, text: text(message["text"]) ?? null, content: {} };
  return { type, ...read(message) };
}
