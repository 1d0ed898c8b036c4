import type { Workspace } from "../deps.ts";
import { type PixelShop, pixelShops } from "../domain/pixel/shops.ts";
import type { Sealer } from "../sealer.ts";

const WORKSPACES = 1000;

/**
 * Shops with their keys opened, kept per process so that a post costs no look-up. What is kept may be old:
 * storing checks the version, and whoever is refused by what is kept is looked up anew.
 */
export function knownShops(sealer: Sealer) {
  const known = new Map<string, PixelShop[]>();

  async function load({ slug, db }: Workspace): Promise<PixelShop[]> {
    known.delete(slug);
    const shops = await pixelShops(db, sealer);
    const oldest = known.keys().next();
    if (known.size >= WORKSPACES && !oldest.done) known.delete(oldest.value);
    known.set(slug, shops);
    return shops;
  }

  return {
    load,
    kept: ({ slug }: Workspace): PixelShop[] | undefined => known.get(slug),
  };
}
