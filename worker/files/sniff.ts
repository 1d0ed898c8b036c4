/** A kind of file by the bytes it begins with; `show` says whether a browser may show it in its place. */
export interface FileKind {
  type: string;
  extension: string;
  family: "image" | "video" | "audio" | "file";
  show: boolean;
}

const kind = (type: string, extension: string, show = true): FileKind => {
  const family = type.split("/")[0];
  const isMedia = family === "image" || family === "video" || family === "audio";
  return { type, extension, family: isMedia ? family : "file", show: show && isMedia };
};

const ASCII = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Beginnings that say enough by themselves. */
const SIGNATURES: readonly [Uint8Array, FileKind][] = [
  [Uint8Array.of(0xff, 0xd8, 0xff), kind("image/jpeg", "jpg")],
  [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), kind("image/png", "png")],
  [ASCII("GIF87a"), kind("image/gif", "gif")],
  [ASCII("GIF89a"), kind("image/gif", "gif")],
  [Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), kind("video/webm", "webm")],
  [ASCII("OggS"), kind("audio/ogg", "ogg")],
  [ASCII("ID3"), kind("audio/mpeg", "mp3")],
  [Uint8Array.of(0xff, 0xfb), kind("audio/mpeg", "mp3")],
  [Uint8Array.of(0xff, 0xf3), kind("audio/mpeg", "mp3")],
  [Uint8Array.of(0xff, 0xf1), kind("audio/aac", "aac")],
  [Uint8Array.of(0xff, 0xf9), kind("audio/aac", "aac")],
  [ASCII("#!AMR"), kind("audio/amr", "amr")],
  [ASCII("%PDF-"), kind("application/pdf", "pdf")],
  [Uint8Array.of(0x50, 0x4b, 0x03, 0x04), kind("application/zip", "zip")],
  [Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), kind("application/x-ole-storage", "doc")],
  [ASCII("{\\rtf"), kind("application/rtf", "rtf")],
];

/** Inside a RIFF. */
const RIFF: Record<string, FileKind> = {
  WEBP: kind("image/webp", "webp"),
  WAVE: kind("audio/wav", "wav"),
};

/** Brands of the ISO media format that are not simply a film. */
const BRANDS: readonly [RegExp, FileKind][] = [
  [/^M4[AB]/, kind("audio/mp4", "m4a")],
  [/^(heic|heix|hevc|mif1|msf1)/, kind("image/heic", "heic", false)],
  [/^avif/, kind("image/avif", "avif")],
  [/^qt/, kind("video/quicktime", "mov")],
  [/^3g/, kind("video/3gpp", "3gp")],
];
const FILM = kind("video/mp4", "mp4");
const TEXT = kind("text/plain", "txt");

/** How many bytes are needed to tell. */
export const SNIFF_BYTES = 512;

/** Office documents are zips and OLE files inside; their own type is told by the name alone. */
export const OFFICE = /\.(docx?|xlsx?|pptx?|odt|ods|odp)$/i;

/**
 * @param isText whether the sender says it is plain text, which has no beginning of its own
 * @returns null for anything that is not on the list: pages, scripts, drawings that may run scripts, programs
 */
export function sniff(head: Uint8Array, isText: boolean): FileKind | null {
  const found = SIGNATURES.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (found) return found[1];
  const latin = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (latin(0, 4) === "RIFF") return RIFF[latin(8, 12)] ?? null;
  if (latin(4, 8) === "ftyp") return BRANDS.find(([brand]) => brand.test(latin(8, 12)))?.[1] ?? FILM;
  return isText && !head.includes(0) && !/^\s*</.test(latin(0, SNIFF_BYTES)) ? TEXT : null;
}

type Family = FileKind["family"];

/** What a thing in a message may be, by its type; a file may be anything on the list. */
const FAMILIES: Record<string, readonly Family[]> = {
  image: ["image"],
  sticker: ["image"],
  video: ["video"],
  reel: ["video"],
  audio: ["audio"],
  voice: ["audio"],
  share: ["image", "video"],
  story: ["image", "video"],
  story_mention: ["image", "video"],
};

/** Containers that hold sound alone as well: their beginning does not say which. */
const EITHER: Record<string, FileKind> = {
  "video/mp4": kind("audio/mp4", "m4a"),
  "video/webm": kind("audio/webm", "weba"),
  "video/3gpp": kind("audio/3gpp", "3gp"),
  "audio/ogg": kind("video/ogg", "ogv"),
};

/** The kind as what the message says it is; null when it is something else. */
export function asSaid(found: FileKind, type: string): FileKind | null {
  if (type === "file" || type === "document") return found;
  const families = FAMILIES[type] ?? [];
  return [found, EITHER[found.type]].find((one) => one && families.includes(one.family)) ?? null;
}
