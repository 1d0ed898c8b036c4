import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { isAbsolute } from "node:path";
import type { Embedded, Watch } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import type { Workspace } from "../deps.ts";
import type { Sealer } from "../sealer.ts";
import { copyDatabase } from "./copy-database.ts";
import { type DataFolder, openMigrated } from "./data-folder.ts";
import { allListed, listWorkspace, SLUG } from "./directory.ts";
import { type FileAnchors, fileAnchors } from "./file-anchors.ts";
import { type Host, type NewWorkspace, OperatorError } from "./host.ts";
import { readMigrations } from "./migrations.ts";

/** All workspaces as files of one data folder, which this process alone owns while it is open. */
export interface EmbeddedHost extends Host {
  /** Puts a finished database file in the place of a workspace that does not exist yet. */
  adopt(slug: string, name: string, file: string): Promise<void>;
}

interface Open {
  name: string;
  db: Embedded;
  /** Migrations applied when it was opened and not told of yet. */
  applied: string[];
}

/**
 * Opens and migrates the directory and every workspace in it.
 *
 * @param wake called with the slug of a workspace in which something waits
 * @throws {OperatorError}
 */
export async function openEmbeddedHost(
  folder: DataFolder,
  options: {
    sealer: Sealer;
    publicUrl: string;
    now(): number;
    anchors?: FileAnchors;
    wake?(slug: string): void;
    watch?: Watch;
  },
): Promise<EmbeddedHost> {
  const { sealer, publicUrl, now } = options;
  const anchors = options.anchors ?? fileAnchors(folder);
  const directory = await openMigrated(folder.file("directory.db"), "directory", now(), options.watch);
  const opened = new Map<string, Open>();

  async function openListed(slug: string, name: string): Promise<void> {
    opened.set(slug, {
      name,
      ...(await openMigrated(folder.workspaceFile(slug), "workspace", now(), options.watch)),
    });
  }

  async function close(): Promise<void> {
    for (const { db } of opened.values()) await db.end();
    await directory.db.end();
  }

  function found(slug: string): Open {
    const workspace = opened.get(slug);
    if (!workspace) throw new OperatorError(`There is no workspace "${slug}".`);
    return workspace;
  }

  async function list(slug: string, name: string): Promise<void> {
    if (!SLUG.test(slug)) {
      throw new OperatorError("A workspace is named by up to 40 lower-case letters, digits and hyphens.");
    }
    if (!(await listWorkspace(directory.db, { slug, name, url: null, sealedToken: null }, now()))) {
      throw new OperatorError(`There is a workspace "${slug}" already.`);
    }
  }

  /** A file no directory row speaks of is what an interrupted start left behind. */
  async function placed(slug: string, name: string, file: string | null): Promise<void> {
    const place = folder.workspaceFile(slug);
    if (opened.has(slug)) throw new OperatorError(`There is a workspace "${slug}" already.`);
    if (file !== null) await moveDatabase(file, place);
    await list(slug, name);
    await openListed(slug, name);
    // Making one is no news to who asks what was migrated.
    opened.get(slug)?.applied.splice(0);
  }

  try {
    for (const { slug, name } of await allListed(directory.db)) await openListed(slug, name);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    publicUrl,
    sealer,
    now,
    close,
    wake: (slug) => options.wake?.(slug),
    anchors: (slug) => anchors.all(slug),
    list: () => allListed(directory.db),
    async open(slug): Promise<Workspace | null> {
      const workspace = opened.get(slug);
      return workspace ? { slug, name: workspace.name, db: workspace.db, release() {} } : null;
    },
    async create({ slug, name, url }: NewWorkspace) {
      if (url) throw new OperatorError("This server keeps its workspaces in files: leave --url out.");
      await placed(slug, name, null);
    },
    adopt: (slug, name, file) => placed(slug, name, file),
    async migrate() {
      const all: [string, Pick<Open, "db" | "applied">, "workspace" | "directory"][] = [
        ["directory", directory, "directory"],
        ...[...opened].map(([slug, open]): [string, Open, "workspace"] => [slug, open, "workspace"]),
      ];
      const outcomes = [];
      for (const [database, { db, applied }, which] of all) {
        const late = await migrate(db, await readMigrations(which), now());
        outcomes.push({ database, applied: [...applied.splice(0), ...late] });
      }
      return outcomes;
    },
    async backup(slug, file) {
      requireAbsolute(file);
      if (existsSync(file)) throw new OperatorError(`${file} is there already; nothing was overwritten.`);
      await found(slug).db.snapshot((from) => copyDatabase(from, file));
    },
    async restore(slug, file, replace) {
      requireAbsolute(file);
      const current = opened.get(slug);
      if (current && !replace) {
        throw new OperatorError(
          `There is a workspace "${slug}" already; --replace puts the backup in its place.`,
        );
      }
      const draft = `${folder.workspaceFile(slug)}.restored`;
      await rm(draft, { force: true });
      await copyDatabase(file, draft);
      // Also proves that it is a workspace of this version or an older one.
      const { db } = await openMigrated(draft, "workspace", now());
      await db.end();
      if (!current) return placed(slug, slug, draft);
      opened.delete(slug);
      await current.db.end();
      await moveDatabase(draft, folder.workspaceFile(slug));
      await anchors.setAside(slug, now());
      await openListed(slug, current.name);
    },
  };
}

/** A write-ahead log belongs to the file it was written beside, never to its successor. */
async function moveDatabase(from: string, to: string): Promise<void> {
  await rm(`${to}-wal`, { force: true });
  await rename(from, to);
  await rm(`${from}-wal`, { force: true });
}

function requireAbsolute(file: string): void {
  if (!isAbsolute(file)) throw new OperatorError(`${file} is not an absolute path.`);
}
