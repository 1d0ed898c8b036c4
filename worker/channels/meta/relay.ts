import { createHmac } from "node:crypto";
import type { Credentials } from "../../domain/connections/credentials.ts";
import { type Json, list, object } from "../read.ts";
import type { Relay } from "../relay.ts";

/** Messenger and Instagram. What Meta sends again is the same to the byte. */
export const metaRelay: Relay = {
  namedByEvents: false,

  without(body, isOut) {
    const { entry, ...more } = object(body);
    const entries = list(entry).flatMap((given) => {
      const { id, ...rest } = object(given);
      const stays = (event: unknown) => !isOut({ object: more["object"], account: id, event });
      const left = leftOf(rest, stays);
      return left ? [{ id, ...left }] : [];
    });
    return entries.length === 0 ? null : { ...more, entry: entries };
  },

  greeting: () => JSON.stringify({ object: "page", entry: [] }),
  sign: signedByApp,
};

/** In the order of `split`. */
function leftOf(entry: Json, stays: (event: unknown) => boolean): Json | null {
  const left: Json = { ...entry };
  for (const key of ["messaging", "standby"]) {
    if (!Array.isArray(entry[key])) continue;
    left[key] = list(entry[key]).filter(stays);
  }
  if (Array.isArray(entry["changes"])) {
    left["changes"] = list(entry["changes"]).filter((change) => {
      const value = object(object(change)["value"]);
      return !("sender" in value) || stays(value);
    });
  }
  const lists = ["messaging", "standby", "changes"].filter((key) => Array.isArray(left[key]));
  for (const key of lists) if (list(left[key]).length === 0) delete left[key];
  return lists.some((key) => key in left) ? left : null;
}

/** Both signatures Meta sends: the older one is still what some inboxes look at. */
export function signedByApp({ appSecret = "" }: Credentials, body: Uint8Array): Record<string, string> {
  const hmac = (algorithm: "sha1" | "sha256") => createHmac(algorithm, appSecret).update(body).digest("hex");
  return { "x-hub-signature": `sha1=${hmac("sha1")}`, "x-hub-signature-256": `sha256=${hmac("sha256")}` };
}
