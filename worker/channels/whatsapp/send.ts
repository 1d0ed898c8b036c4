import { getFields, type GraphApi } from "../meta/graph.ts";
import { httpUrl } from "../read.ts";

/**
 * Where WhatsApp keeps a file, for some minutes; it wants the access token there too.
 *
 * @returns null when it does not say
 * @throws {ProviderRefusal} 190 in `code` for a token it no longer takes
 */
export async function getMediaUrl(api: GraphApi, mediaId: string): Promise<string | null> {
  return httpUrl((await getFields(api, mediaId, ["url"]))["url"]) ?? null;
}
