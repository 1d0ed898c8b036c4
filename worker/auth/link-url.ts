import type { OneTimeLink } from "../domain/members/one-time-link.ts";

/**
 * Where a person sets their name and password. The token is in a URL for this one use only.
 *
 * @param publicUrl origin of the server, without a slash at the end
 */
export function linkUrl(publicUrl: string, slug: string, link: OneTimeLink): string {
  return `${publicUrl}/w/${slug}/auth/${link.purpose}?token=${link.token}`;
}
