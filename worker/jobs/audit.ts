import type { Deps, Workspace } from "../deps.ts";
import { sealAudit } from "../domain/audit/seal.ts";

/**
 * Chains what the audit has gained, and remembers the newest row outside the database.
 *
 * @returns whether more waits
 */
export async function sealWaiting({ slug, db }: Workspace, { anchors, now }: Deps): Promise<boolean> {
  const { newest, more } = await sealAudit(db, now);
  if (newest && anchors && (await anchors.newest(slug)) !== newest.seq) {
    await anchors.add(slug, { ...newest, at: now() });
  }
  return more;
}
