import { PARTS, type Part, type PartState } from "../shared/schemas/system.ts";
import type { Deps } from "./deps.ts";
import { partsOf, selectBacklogs } from "./domain/system/state.ts";

/** How the parts of all workspaces together stand: each as its worst. Names nobody and no workspace. */
export interface Health {
  ok: boolean;
  parts: Record<Part, PartState>;
}

/** An answer is given again for so long, ms: whoever asks often costs nothing. */
const KEPT_MS = 2_000;
/** Looked at beside each other, and no more of a large installation. */
const MOST = 50;
const SEVERITY: readonly PartState[] = ["ok", "late", "failing"];

const worst = (a: PartState, b: PartState): PartState => (SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b);

const everyPart = (state: PartState) =>
  Object.fromEntries(PARTS.map((part) => [part, state])) as Record<Part, PartState>;

/** `GET /healthz`, made once per process or isolate. */
export function healthOf(deps: Deps): () => Promise<Health> {
  let kept: { health: Promise<Health>; until: number } | null = null;

  async function look(): Promise<Health> {
    let parts = everyPart("ok");
    try {
      const slugs = ((await deps.slugs?.()) ?? []).slice(0, MOST);
      for (const found of await Promise.all(slugs.map((slug) => ofWorkspace(deps, slug)))) {
        for (const part of PARTS) parts[part] = worst(parts[part], found[part]);
      }
    } catch (error) {
      deps.report(error, "healthz");
      parts = { ...parts, database: "failing" };
    }
    return { ok: !Object.values(parts).includes("failing"), parts };
  }

  return () => {
    if (kept && kept.until > performance.now()) return kept.health;
    kept = { health: look(), until: performance.now() + KEPT_MS };
    return kept.health;
  };
}

async function ofWorkspace(deps: Deps, slug: string): Promise<Record<Part, PartState>> {
  const workspace = await deps.openWorkspace(slug);
  // Gone since its name was read.
  if (!workspace) return everyPart("ok");
  try {
    const now = deps.now();
    const ask = selectBacklogs({ now });
    const [result] = await workspace.db.read([ask]);
    const [backlogs] = result ? ask.decode(result) : [];
    return backlogs ? partsOf(now, backlogs) : { ...everyPart("ok"), database: "failing" };
  } finally {
    workspace.release();
  }
}
