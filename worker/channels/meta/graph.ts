import type { OpenConnection } from "../../domain/connections/find.ts";
import { type Json, object } from "../read.ts";
import { ProviderRefusal, request } from "../request.ts";

const DEFAULT_BASE = "https://graph.facebook.com";
const VERSION = "v25.0";

/** The Graph API, on behalf of one page or account. https://developers.facebook.com/docs/graph-api */
export interface GraphApi {
  apiBase?: string | undefined;
  accessToken: string;
}

/** null when nothing can be asked for the account: it has no access token here. */
export function graphOf({ settings, credentials }: OpenConnection, accountKey: string): GraphApi | null {
  const accessToken = credentials.accountTokens?.[accountKey] ?? credentials.accessToken;
  return accessToken === undefined ? null : { apiBase: settings.apiBase, accessToken };
}

/**
 * The fields of one thing.
 *
 * @throws {ProviderRefusal} with Meta's own number in `code`
 */
export async function getFields(
  { apiBase = DEFAULT_BASE, accessToken }: GraphApi,
  id: string,
  fields: readonly string[],
): Promise<Json> {
  const url = `${apiBase}/${VERSION}/${encodeURIComponent(id)}?fields=${fields.join(",")}`;
  return object(await request(url, { Authorization: `Bearer ${accessToken}` }));
}

/**
 * What hangs on one thing, such as the apps a page is subscribed to.
 *
 * @throws {ProviderRefusal} with Meta's own number in `code`
 */
export async function getEdge(
  { apiBase = DEFAULT_BASE, accessToken }: GraphApi,
  id: string,
  edge: string,
): Promise<Json> {
  const url = `${apiBase}/${VERSION}/${encodeURIComponent(id)}/${edge}`;
  return object(await request(url, { Authorization: `Bearer ${accessToken}` }));
}

/** The token is over, revoked, or of an app that was: a new one is needed. */
export const isTokenRefusal = (error: unknown): boolean =>
  error instanceof ProviderRefusal && (error.code === 190 || error.code === 102);

/** Limits, and what goes by itself: https://developers.facebook.com/docs/graph-api/guides/error-handling */
const PASSING = new Set([1, 2, 4, 17, 32, 341, 613, 80007]);

/** Asking again would be answered the same: unknown, not allowed, no consent. */
export const isFinal = (error: unknown): boolean =>
  error instanceof ProviderRefusal &&
  error.status >= 400 &&
  error.status < 500 &&
  error.status !== 429 &&
  !PASSING.has(error.code ?? -1);
