import { useState } from "preact/hooks";
import "./avatar.css";

interface AvatarProps {
  name: string;
  /** Shown only over https; the initials stay when it cannot be loaded. */
  pictureUrl: string | null;
  size?: number;
}

/** One or two characters: the given name of a Chinese name, the first letters of others, `?` without a name. */
export function initialsOf(name: string): string {
  const text = name.trim();
  if (/^\P{L}*\p{Script=Han}/u.test(text)) {
    const han = [...text].filter((c) => /\p{Script=Han}/u.test(c));
    return han
      .slice(han.length > 2 ? -2 : 0)
      .slice(0, 2)
      .join("");
  }
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined) => [...(word ?? "")].find((c) => /[\p{L}\p{N}]/u.test(c)) ?? "";
  const initials = first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "");
  return initials.toUpperCase() || firstSign(text) || "?";
}

/** The first sign as a person sees it: an emoji may be many characters. */
const firstSign = (text: string): string | undefined =>
  new Intl.Segmenter().segment(text)[Symbol.iterator]().next().value?.segment;

const HUES = 6;

/** The same name has the same colour everywhere. */
function hueOf(name: string): number {
  let sum = 0;
  for (const c of name) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

const isHttps = (url: string | null): url is string => url !== null && url.startsWith("https://");

/** Decoration: the name stands beside it. The picture is asked for without telling who asks. */
export function Avatar({ name, pictureUrl, size = 40 }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const picture = isHttps(pictureUrl) && broken !== pictureUrl ? pictureUrl : null;
  return (
    <span
      class={`avatar avatar-${hueOf(name)}`}
      style={{ width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.36)}px` }}
      aria-hidden="true"
    >
      {initialsOf(name)}
      {picture && (
        <img
          class="avatar-picture"
          src={picture}
          alt=""
          width={size}
          height={size}
          decoding="async"
          referrerpolicy="no-referrer"
          onError={() => setBroken(picture)}
        />
      )}
    </span>
  );
}
