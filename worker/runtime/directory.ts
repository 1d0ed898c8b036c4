import type { Database } from "../db/database.ts";
import { isUniqueViolation } from "../db/database.ts";

/** A workspace as the directory knows it. */
export interface Listed {
  slug: string;
  name: string;
  /** Where its database is; null on an embedded server, where the slug says it. */
  url: string | null;
  sealedToken: string | null;
}

/** Also a file name and part of every URL: lower case letters, digits and inner hyphens. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

const columns = `slug, name, url, sealed_token as "sealedToken"`;

export async function findListed(directory: Database, slug: string): Promise<Listed | null> {
  const [result] = await directory.read([
    { sql: `select ${columns} from workspace where slug = ?`, args: [slug] },
  ]);
  return (result?.rows[0] as unknown as Listed | undefined) ?? null;
}

export async function allListed(directory: Database): Promise<Listed[]> {
  const [result] = await directory.read([`select ${columns} from workspace order by slug`]);
  return (result?.rows ?? []) as unknown as Listed[];
}

/** @returns false when there is a workspace of that slug already */
export async function listWorkspace(directory: Database, listed: Listed, now: number): Promise<boolean> {
  const { slug, name, url, sealedToken } = listed;
  try {
    await directory.write([
      {
        sql: "insert into workspace (slug, name, url, sealed_token, created_at) values (?, ?, ?, ?, ?)",
        args: [slug, name, url, sealedToken, now],
      },
    ]);
    return true;
  } catch (error) {
    if (isUniqueViolation(error, "workspace.slug")) return false;
    throw error;
  }
}

/** What a workspace's token for its database is sealed for. */
export const tokenContext = (slug: string): string => `workspace/${slug}`;
