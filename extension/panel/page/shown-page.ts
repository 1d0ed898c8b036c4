import type { LinkedPanel } from "../../../shared/schemas/panel.ts";

/** What the section says of a website customer. */
export type ShownPage =
  | { state: "checking" }
  | { state: "none" }
  | { state: "offline"; at: number }
  | { state: "online"; url: string | null; title: string; place: string | null };

/**
 * Null where there is no such section: in other channels, and with the pixel switched off. A view that is not
 * confirmed says nothing of where somebody is now.
 */
export function shownPage({ contact, member, page }: LinkedPanel, confirmed: boolean): ShownPage | null {
  if (contact.channel.kind !== "website" || !member.modules.includes("pixel")) return null;
  if (!confirmed) return { state: "checking" };
  if (!page) return { state: "none" };
  if (page.state === "offline") return { state: "offline", at: page.at };
  const url = page.url !== null && URL.canParse(page.url) ? new URL(page.url) : null;
  const safe = url !== null && /^https?:$/.test(url.protocol) ? url : null;
  const place = safe && safe.host + decoded(safe.pathname);
  return { state: "online", url: safe?.href ?? null, title: page.title?.trim() || place || "", place };
}

/** As a person reads it; what is no UTF-8 stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
