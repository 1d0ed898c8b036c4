import * as v from "valibot";
import type { ServerLink } from "../lib/host.ts";

/** A workspace's short name, as it stands in addresses. */
const slug = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/));
const server = v.pipe(
  v.string(),
  v.trim(),
  v.check((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
  v.transform((text) => new URL(text).origin),
);
const link = v.object({ server, workspace: slug });

/** The workspace's short name as a person typed it; null when it cannot be one. */
export const slugOf = (text: string): string | null => orNull(v.safeParse(slug, text));

/** The server's origin as a person typed or pasted it; null when it cannot be one. */
export const serverOf = (text: string): string | null => orNull(v.safeParse(server, text));

function orNull<Output>(parsed: { success: boolean; output: unknown; typed: boolean }): Output | null {
  // `output` is of the schema's type when it parsed.
  return parsed.success ? (parsed.output as Output) : null;
}

const KEY = "console.link";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * Which workspace's console this is: the one the address names, else the one that was open last.
 *
 * @param at the page's address on a server; null in the extension, where no address names it
 */
export function rememberedLink(store: Store, at: URL | null): ServerLink | null {
  const kept = v.safeParse(link, read(store));
  const last = kept.success ? kept.output : null;
  if (!at) return last;
  const named = slugOf(at.searchParams.get("workspace") ?? "");
  if (named) return { server: at.origin, workspace: named };
  return last?.server === at.origin ? last : null;
}

export const rememberLink = (store: Store, link: ServerLink): void =>
  store.setItem(KEY, JSON.stringify(link));

export const forgetLink = (store: Store): void => store.removeItem(KEY);

function read(store: Store): unknown {
  try {
    return JSON.parse(store.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
