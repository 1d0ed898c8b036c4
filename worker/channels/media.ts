import { AddressRefused, callOut } from "../outgoing/outgoing.ts";
import type { Workspace } from "../deps.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { FoundMedia } from "../domain/media/find.ts";
import type { Sealer } from "../sealer.ts";
import type { MediaSource } from "./channel.ts";
import { failAccount } from "../domain/connections/fail.ts";
import { isTokenRefusal } from "./meta/graph.ts";
import { httpUrl } from "./read.ts";
import { CHANNELS } from "./registry.ts";
import { ProviderRefusal } from "./request.ts";

/** Where an attachment is: where the message says, else where one of its channel's connections knows. */
export async function sourceOf(
  { db }: Workspace,
  sealer: Sealer,
  { content, routes, type, providerId }: FoundMedia,
): Promise<MediaSource | null> {
  const url = httpUrl(content["url"]);
  if (url !== undefined) return { url, headers: {} };
  for (const { connectionId, accountKey } of routes) {
    const connection = await findConnection(db, sealer, connectionId);
    const mediaOf = connection && CHANNELS[connection.kind]?.mediaOf;
    if (!mediaOf) continue;
    try {
      const source = await mediaOf({ accountKey, providerId, type, content }, connection);
      if (source) return source;
    } catch (error) {
      if (isTokenRefusal(error)) await db.write(failAccount({ connectionId, accountKey }));
      throw error;
    }
  }
  return null;
}

const TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 3;

/**
 * Asks for the bytes. Redirects are followed a few times, each checked like the first address, and never
 * with the token of another origin.
 *
 * @throws {ProviderRefusal} @throws {AddressRefused}
 */
export async function fetchMedia({ url, headers }: MediaSource): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let at = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const isOwn = new URL(at).origin === new URL(url).origin;
    const response = await attempt(() => callOut(at, { headers: isOwn ? headers : {}, signal }));
    if (response.ok) return response;
    await response.body?.cancel();
    const location = response.status >= 300 && response.status < 400 && response.headers.get("location");
    if (!location || !URL.canParse(location, at)) throw new ProviderRefusal(response.status);
    at = new URL(location, at).href;
  }
  throw new ProviderRefusal(502);
}

async function attempt(call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof AddressRefused) throw cause;
    throw new ProviderRefusal(0, { cause });
  }
}
