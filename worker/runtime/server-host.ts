import type { Database } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { openServer } from "../db/server.ts";
import type { Sealer } from "../sealer.ts";
import { allListed, findListed, type Listed, listWorkspace, SLUG, tokenContext } from "./directory.ts";
import { type Host, OperatorError } from "./host.ts";
import { readMigrations } from "./migrations.ts";

const BACKUP =
  "Databases on a libSQL server are backed up by the server itself; docs/deploy.md says how on Turso and sqld.";

/** All workspaces of an installation whose directory is on a libSQL server, such as the one on Workers. */
export async function openServerHost(options: {
  directory: { url: string; authToken: string | undefined };
  sealer: Sealer;
  publicUrl: string;
  now(): number;
}): Promise<Host> {
  const { sealer, publicUrl, now } = options;
  const directory = connect(options.directory.url, options.directory.authToken);

  const migrated = async (db: Database, which: "workspace" | "directory") =>
    migrate(db, await readMigrations(which), now());

  async function reach(listed: Listed): Promise<Database> {
    if (!listed.url) throw new OperatorError(`The directory has no address for "${listed.slug}".`);
    const sealed = listed.sealedToken;
    return connect(listed.url, sealed ? await sealer.open(tokenContext(listed.slug), sealed) : undefined);
  }

  return {
    publicUrl,
    sealer,
    now,
    list: () => allListed(directory),
    async open(slug) {
      const listed = await findListed(directory, slug);
      if (!listed) return null;
      const db = await reach(listed);
      return { slug, name: listed.name, db, release: () => db.close() };
    },
    async create({ slug, name, url, token }) {
      if (!SLUG.test(slug)) {
        throw new OperatorError("A workspace is named by up to 40 lower-case letters, digits and hyphens.");
      }
      if (!url)
        throw new OperatorError("Say where its database is with --url, such as libsql://acme.turso.io.");
      await migrated(directory, "directory");
      const db = connect(url, token);
      await migrated(db, "workspace");
      db.close();
      const sealedToken = token ? await sealer.seal(tokenContext(slug), token) : null;
      if (!(await listWorkspace(directory, { slug, name, url, sealedToken }, now()))) {
        throw new OperatorError(`There is a workspace "${slug}" already.`);
      }
    },
    async migrate() {
      const outcomes = [{ database: "directory", applied: await migrated(directory, "directory") }];
      for (const listed of await allListed(directory)) {
        const db = await reach(listed);
        outcomes.push({ database: listed.slug, applied: await migrated(db, "workspace") });
        db.close();
      }
      return outcomes;
    },
    backup: () => Promise.reject(new OperatorError(BACKUP)),
    restore: () => Promise.reject(new OperatorError(BACKUP)),
    // Kept where the Worker puts them; `audit verify --anchors` reads a copy.
    async *anchors() {},
    // The cron trigger finds what waits.
    wake() {},
    close: async () => directory.close(),
  };
}

const connect = (url: string, authToken: string | undefined): Database =>
  openServer(authToken === undefined ? { url } : { url, authToken });
