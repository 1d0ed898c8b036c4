import { createHmac } from "node:crypto";
import { claimText, signClaim } from "../../domain/pixel/claim.ts";
import { newId } from "../../domain/id.ts";
import { type TestWorkspace, TEST_NOW } from "../app-workspace.ts";

export const SITE = "https://www.shop.tw";
export const SITE_KEY = "site-key-".padEnd(40, "k");

/** A connection to the chat of a site, added as an admin does. */
export async function connectWebsite(shop: TestWorkspace): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addWebsite.mutate({
    operationId: newId(shop.clock.now),
    name: "Shop",
    origins: [SITE],
    siteKey: SITE_KEY,
  });
  return connectionId;
}

export const siteSignature = (body: string, timestamp: string, key = SITE_KEY): string =>
  `sha256=${createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex")}`;

export const postSiteRaw = (
  shop: TestWorkspace,
  connectionId: string,
  body: string,
  { timestamp = String(Math.floor(shop.clock.now / 1000)), signature = siteSignature(body, timestamp) } = {},
): Promise<Response> =>
  shop.fetch(`/w/${shop.slug}/hooks/${connectionId}`, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Alongside-Timestamp": timestamp,
      "X-Alongside-Signature": signature,
    },
  });

/** A post as the site's server makes it, signed. */
export const postSite = (
  shop: TestWorkspace,
  connectionId: string,
  ...events: Record<string, unknown>[]
): Promise<Response> => postSiteRaw(shop, connectionId, JSON.stringify({ events }));

export const siteMessage = (
  id: string,
  text: string,
  {
    visitor = "v1",
    at = TEST_NOW,
    ...more
  }: { visitor?: string; at?: number } & Record<string, unknown> = {},
): Record<string, unknown> => ({ type: "message", id, visitor, at, text, ...more });

/** The site's word on who is logged in. */
export const memberClaim = (memberId: string, at = TEST_NOW, key = SITE_KEY) => ({
  memberId,
  at,
  signature: signClaim(key, claimText("identify", [memberId, "", ""], at)),
});
