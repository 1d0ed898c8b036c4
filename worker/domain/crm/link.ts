import { CARD_LINK_MS, PHONE_LINK_MS } from "../../../shared/schemas/crm.ts";
import type { Sealer } from "../../sealer.ts";

export type CrmPage = "phone" | "card";

/** A link's holder may see and prove what is this contact's. */
export interface CrmLink {
  contactId: string;
  /** UTC ms. */
  issuedAt: number;
}

const LASTS: Record<CrmPage, number> = { phone: PHONE_LINK_MS, card: CARD_LINK_MS };

/** Sealed, so that it says nothing of whose it is, and stored nowhere. */
export const sealLink = (sealer: Sealer, page: CrmPage, contactId: string, now: number): Promise<string> =>
  sealer.seal(`crm/${page}`, JSON.stringify({ contactId, issuedAt: now }));

/** null for what is no link to this page, or has expired. */
export async function openLink(
  sealer: Sealer,
  page: CrmPage,
  token: string,
  now: number,
): Promise<CrmLink | null> {
  try {
    const link = JSON.parse(await sealer.open(`crm/${page}`, token)) as CrmLink;
    return link.issuedAt + LASTS[page] > now ? link : null;
  } catch {
    return null;
  }
}

/** @param workspaceUrl where people reach the workspace, without a slash at the end */
export const crmUrl = (workspaceUrl: string, page: CrmPage, token: string): string =>
  `${workspaceUrl}/crm/${page}?token=${token}`;
