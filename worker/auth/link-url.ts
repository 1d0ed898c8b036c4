import type { OneTimeLink } from "../domain/members/one-time-link.ts";

/**
 * Where a person sets their name and password. The token is in a URL for this one use only.
 *
 * @param workspaceUrl `<public url>/w/<slug>`
 */
export function linkUrl(workspaceUrl: string, { purpose, token }: OneTimeLink): string {
  return `${workspaceUrl}/auth/${purpose}?token=${token}`;
}
