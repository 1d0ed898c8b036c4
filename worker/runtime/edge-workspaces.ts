import { openServer } from "../db/server.ts";
import { SCHEMA_VERSION, schemaVersion } from "../db/schema-version.ts";
import { databaseError, type Database } from "../db/database.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import type { Sealer } from "../sealer.ts";
import { allListed, findListed, type Listed, SLUG, tokenContext } from "./directory.ts";

/** How long an isolate trusts what the directory said, in ms. */
const KEPT = 30_000;

interface Known {
  name: string;
  url: string;
  authToken: string | undefined;
  until: number;
}

export interface EdgeWorkspaces {
  open: Deps["openWorkspace"];
  /** Slugs of all workspaces, asked anew each time. */
  slugs(): Promise<string[]>;
}

/**
 * Workspaces on a libSQL server. A look-up asks the directory once and is then kept for a while without
 * a round trip; a client lives for one request only.
 */
export function edgeWorkspaces(
  directory: { url: string; authToken: string | undefined },
  sealer: Sealer,
  now: () => number,
): EdgeWorkspaces {
  const known = new Map<string, Known>();
  const migrated = new Set<string>();

  const asked = async <T>(ask: (db: Database) => Promise<T>): Promise<T> => {
    const db = openServer(clientOptions(directory.url, directory.authToken));
    try {
      return await ask(db);
    } finally {
      db.close();
    }
  };

  async function know(slug: string): Promise<Known | null> {
    const kept = known.get(slug);
    if (kept && kept.until > now()) return kept;
    const listed = await asked((db) => findListed(db, slug));
    if (!listed?.url) return null;
    const found = { ...(await reachedBy(listed, listed.url, sealer)), until: now() + KEPT };
    known.set(slug, found);
    return found;
  }

  return {
    async open(slug) {
      if (!SLUG.test(slug)) return null;
      const found = await know(slug);
      if (!found) return null;
      const db = openServer(clientOptions(found.url, found.authToken));
      try {
        // Once per isolate: a schema only ever grows.
        if (!migrated.has(slug)) await requireSchema(db);
        migrated.add(slug);
      } catch (error) {
        db.close();
        throw databaseError(error);
      }
      return { slug, name: found.name, db, release: () => db.close() };
    },
    slugs: async () => (await asked(allListed)).map((listed) => listed.slug),
  };
}

async function reachedBy(listed: Listed, url: string, sealer: Sealer) {
  const authToken = listed.sealedToken
    ? await sealer.open(tokenContext(listed.slug), listed.sealedToken)
    : undefined;
  return { name: listed.name, url, authToken };
}

/** A deploy may arrive before its migration; a newer schema still serves the older code. */
async function requireSchema(db: Database): Promise<void> {
  if ((await schemaVersion(db)) < SCHEMA_VERSION) throw new Failure("SCHEMA_OUTDATED");
}

const clientOptions = (url: string, authToken: string | undefined) =>
  authToken === undefined ? { url } : { url, authToken };
