import { type ConnectionKind, SHOP_KINDS } from "../../../shared/channels.ts";

/** Where a connection's provider posts to, below `/w/<workspace>/`; of a pixel, its script. */
export function webhookPath(kind: ConnectionKind, id: string): string {
  if (kind === "pixel") return "pixel.js";
  return (SHOP_KINDS as readonly string[]).includes(kind) ? `shops/${id}` : `hooks/${id}`;
}
