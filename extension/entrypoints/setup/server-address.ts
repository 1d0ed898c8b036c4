import type { ServerLink } from "../../lib/host.ts";

/**
 * What a person pastes: a server's address and a workspace's name, or one address with both, such as
 * `https://alongside.example/w/acme`. Null when it is not one; only this machine may do without https.
 */
export function parseServerLink(address: string, workspace: string): ServerLink | null {
  const url = URL.parse(/^https?:\/\//.test(address.trim()) ? address.trim() : `https://${address.trim()}`);
  if (!url) return null;
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (url.protocol !== "https:" && !local) return null;
  const named = workspace.trim() || (/^\/w\/([^/]+)/.exec(url.pathname)?.[1] ?? "");
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(named) ? { server: url.origin, workspace: named } : null;
}

/** Null when it is not the address of a web page. */
export function parseOrigin(address: string): string | null {
  const url = URL.parse(address.trim());
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url.origin : null;
}
