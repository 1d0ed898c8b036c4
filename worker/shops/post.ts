import type { RawPost } from "../channels/channel.ts";
import { digest, object, text } from "../channels/read.ts";
import type { Arrival } from "../domain/inbound/store.ts";
import type { StoredPost } from "./shop.ts";

/** The one event a shop's post brings, with its topic. */
export const arrivalOf = (dedupeKey: string, stored: StoredPost): Arrival[] => [
  { dedupeKey, payload: JSON.stringify(stored) },
];

/** The post's own bytes as its name, where the shop gives none that is certain. */
export const nameOf = async ({ body }: RawPost): Promise<string> => `sha256:${await digest(body)}`;

/** A header as text, where it is short enough to be what it should be. */
export function header({ headers }: RawPost, name: string): string | null {
  const value = headers.get(name);
  return value !== null && value !== "" && value.length <= 200 ? value : null;
}

export function storedPost(payload: unknown): StoredPost {
  const { topic, triggeredAt, body } = object(payload);
  return {
    topic: text(topic, 200) ?? "",
    triggeredAt: typeof triggeredAt === "number" ? triggeredAt : null,
    body,
  };
}
