import { type FileKind, OFFICE } from "./sniff.ts";

/** What could lead out of a folder, end a header, or turn a name around on the screen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"\\/:*?<>|%]/gu;

/**
 * How a browser is to take a file: what it may show in its place, else saved, under a name that ends as its
 * kind does, so that no program poses as a picture.
 */
export function dispositionOf(
  kind: FileKind,
  fileName: string | null,
): { type: string; disposition: string } {
  const name = (fileName ?? "").toWellFormed().replace(UNSAFE, "_").trim().slice(0, 150);
  const isOffice = OFFICE.test(name) && /zip|ole/.test(kind.type);
  const endsRight = isOffice || name.toLowerCase().endsWith(`.${kind.extension}`);
  const whole = name === "" ? `file.${kind.extension}` : endsRight ? name : `${name}.${kind.extension}`;
  const ascii = whole.replace(/[^\x20-\x7e]/g, "_");
  const encoded = encodeURIComponent(whole).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return {
    type: kind.show || kind.family !== "file" ? kind.type : isOffice ? "application/octet-stream" : kind.type,
    disposition: `${kind.show ? "inline" : "attachment"}; filename="${ascii}"; filename*=UTF-8''${encoded}`,
  };
}
