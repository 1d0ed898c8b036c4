import type { ChannelKind } from "../../../shared/channels.ts";
import type { Style } from "../people.ts";
import type { Random } from "../random.ts";

/** What a message is beside who sent it and when. */
export interface Said {
  type: "text" | "image" | "audio" | "file" | "location" | "sticker";
  text: string | null;
  content: Record<string, unknown>;
  /** Taken back later: nothing of it is kept. */
  unsent: boolean;
}

const STICKERS: Record<string, { id: string; emoji: string }> = {
  謝謝: { id: "52002735", emoji: "🙏" },
  感謝: { id: "52002736", emoji: "🙇" },
  多謝: { id: "52002737", emoji: "🙏" },
  讚: { id: "52002739", emoji: "👍" },
  OK: { id: "52002740", emoji: "👌" },
  開心: { id: "52002741", emoji: "🥳" },
  笑: { id: "52002742", emoji: "🤣" },
  期待: { id: "52002744", emoji: "🤩" },
  拜拜: { id: "52002745", emoji: "👋" },
};

const say = (text: string): Said => ({ type: "text", text, content: {}, unsent: false });
const show = (type: Said["type"], content: Said["content"], text: string | null = null): Said => ({
  type,
  text,
  content,
  unsent: false,
});

/** A written line as messages of that channel, in the fields LINE's webhook has for each type. */
export function sayLine(line: string, kind: ChannelKind, random: Random): Said[] {
  const special = /^\[(\w+) ?(.*)\]$/.exec(line);
  if (!special) return [say(line)];
  const [, what, rest = ""] = special;
  switch (what) {
    case "sticker": {
      const { id, emoji } = STICKERS[rest] ?? { id: "52002734", emoji: "🙂" };
      if (kind !== "line" && kind !== "messenger") return [say(emoji)];
      return [show("sticker", { packageId: "11537", stickerId: id, keywords: [rest] }, rest)];
    }
    case "image":
      return [show("image", { alt: rest })];
    case "audio":
      return [show("audio", { duration: Number(rest) * 1000 })];
    case "file": {
      const at = rest.lastIndexOf(" ");
      return [show("file", { fileName: rest.slice(0, at), fileSize: Number(rest.slice(at + 1)) })];
    }
    case "location": {
      const [title = "", address = ""] = rest.split(" ");
      const [latitude, longitude] = [24 + random.next() / 10, 121 + random.next() / 10];
      return [show("location", { title, address, latitude, longitude }, address)];
    }
    case "unsent":
      return kind === "website" || kind === "whatsapp" ? [] : [{ ...say(""), text: null, unsent: true }];
    default:
      throw new Error(`nothing is said like ${line}`);
  }
}

const EMOJI = ["😊", "🙌", "✨", "😆", "🥹", "💪", "🌲"];

/** The same words as different people type them: some send every clause on its own. */
export function inStyle(text: string, style: Style, random: Random): string[] {
  const bare = text.replace(/[。.]$/, "");
  const clauses = bare.match(/[^，,]+[，,]?/g) ?? [bare];
  const halves = (): string[] => {
    if (bare.length < 12 || clauses.length < 2) return [bare];
    const cut = Math.ceil(clauses.length / 2);
    const first = clauses
      .slice(0, cut)
      .join("")
      .replace(/[，,]$/, "");
    return [first, clauses.slice(cut).join("").trim()];
  };
  switch (style) {
    case "polite":
      return [text];
    case "plain":
      return random.chance(0.25) ? halves() : [bare];
    case "short":
      return (random.chance(0.6) ? halves() : [bare]).map((part) => part.replace(/[～！!]+$/, ""));
    case "lively": {
      const ending = random.chance(0.25) && !/\p{Emoji_Presentation}$/u.test(bare) ? random.pick(EMOJI) : "";
      const parts = random.chance(0.4) ? halves() : [bare];
      return [...parts.slice(0, -1), `${parts.at(-1) ?? ""}${ending}`];
    }
  }
}
