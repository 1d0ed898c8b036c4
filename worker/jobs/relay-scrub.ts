import type { Database } from "../db/database.ts";
import type { Deps } from "../deps.ts";
import { findConnection } from "../domain/connections/find.ts";
import { keepLeft, keptAfter, type Left, namesOf } from "../domain/relay/scrub.ts";
import type { Said } from "../domain/relay/withheld.ts";
import type { JobHandler } from "./job.ts";
import { cutPost } from "./relay-screen.ts";

/**
 * Takes events out of what waits or was parked for the inbox behind a connection.
 *
 * @param text a quick look: a post without it says nothing of the kind
 */
async function scrub(
  db: Database,
  deps: Deps,
  connectionId: string,
  text: readonly string[],
  isOut: (said: Said) => boolean,
): Promise<void> {
  const connection = await findConnection(db, deps.sealer, connectionId);
  if (!connection) return;
  for (let after = 0; ;) {
    const posts = await keptAfter(db, connectionId, after);
    const last = posts.at(-1);
    if (!last) return;
    after = last.seq;
    const left = posts
      .filter(({ body }) => body !== "" && text.some((one) => body.includes(one)))
      .flatMap((post): Left[] => {
        const { seq } = post;
        const out = cutPost(connection, post, isOut);
        if (!out) return [{ seq, body: null }];
        const body = new TextDecoder("utf-8", { ignoreBOM: true }).decode(out.body);
        if (body === post.body) return [];
        return [{ seq, body, headers: JSON.stringify(out.headers), size: out.body.byteLength }];
      });
    await keepLeft(db, deps.now(), left);
    // An embedded file answers without ever letting the event loop turn.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** A message that was unsent before it was passed on is not passed on. */
export const scrubUnsentMessage: JobHandler = async ({ db, deps, job }) => {
  const id = String(job.payload["providerId"]);
  // As we write it in JSON, and as Meta does.
  const text = [id, id.replaceAll("/", "\\/")];
  await scrub(db, deps, String(job.payload["connectionId"]), text, ({ providerId }) => providerId === id);
  return { done: true };
};

/** Takes everything about somebody out of what is kept: what others said in the same posts stays. */
export async function scrubContact(db: Database, deps: Deps, contactId: string): Promise<void> {
  for (const { connectionId, accountKey, ids, ownId, says } of await namesOf(db, contactId)) {
    await scrub(db, deps, connectionId, ids, ({ person, at }) => {
      const { externalId, number } = person;
      // Of somebody known by an id that lasts, a number may be another person's by now.
      return person.accountKey === accountKey && (says(externalId, at) || number === ownId);
    });
  }
}
