import type { Database } from "../db/database.ts";
import type { Deps, Workspace } from "../deps.ts";
import { findConnection, type OpenConnection } from "../domain/connections/find.ts";
import {
  firstInLine,
  type HeldLine,
  keepFailure,
  keepSettled,
  parkOff,
  releaseLine,
  type Settled,
  type Standing,
  takeLine,
  waitingLines,
} from "../domain/relay/line.ts";
import { screened } from "./relay-screen.ts";
import { type Sent, sendOn } from "./relay-send.ts";

/** Inboxes written to at once: so many a Worker may ask at a time. */
const LINES_AT_ONCE = 6;
/** How often other lines are looked for while some are written to, ms. */
const GLANCE_MS = 50;
/** After so long, ms, what was passed on is kept, and who is blocked is asked anew. */
const TURN_MS = 200;
/** Then a line steps back, so that the others get their turn, ms. */
const SHIFT_MS = 5_000;
const LONGEST_WAIT_MS = 30_000;
/** So often an inbox may refuse a post that it could answer otherwise. */
const MAX_REFUSALS = 8;
const DAY = 86_400_000;

/**
 * Passes on what waits for the inboxes behind us: each connection's posts in their order, one at a time,
 * several connections beside each other. Returns when nothing is due, or soon after `stopping` says so.
 *
 * @returns when something is due again, UTC ms; null when nothing waits
 */
export async function passOn(
  { db, slug }: Workspace,
  deps: Deps,
  stopping: () => boolean = () => false,
): Promise<number | null> {
  const running = new Map<string, Promise<void>>();
  // An embedded file answers without ever letting the event loop turn.
  while (await parkOff(db, deps.now())) await new Promise((resolve) => setTimeout(resolve));
  for (;;) {
    const lines = await waitingLines(db);
    for (const { connectionId, dueAt } of stopping() ? [] : lines) {
      if (dueAt > deps.now() || running.has(connectionId) || running.size >= LINES_AT_ONCE) continue;
      const run = passLine(db, deps, connectionId, stopping)
        .catch((error: unknown) => deps.report(error, `relay/${slug}`))
        .finally(() => running.delete(connectionId));
      running.set(connectionId, run);
    }
    if (running.size === 0) return lines.length === 0 ? null : Math.min(...lines.map(({ dueAt }) => dueAt));
    await Promise.race([...running.values(), new Promise((resolve) => setTimeout(resolve, GLANCE_MS))]);
  }
}

async function passLine(
  db: Database,
  deps: Deps,
  connectionId: string,
  stopping: () => boolean,
): Promise<void> {
  const line = await takeLine(db, deps.now(), connectionId);
  if (!line) return;
  const connection = await findConnection(db, deps.sealer, connectionId);
  const end = performance.now() + SHIFT_MS;
  do {
    const outcome = connection ? await passTurn(db, deps, line, connection) : "none";
    if (outcome === "failed" || outcome === "lost") return;
    if (outcome === "none") break;
  } while (performance.now() < end && !stopping());
  await releaseLine(db, line);
}

/** Passes on what stands first. Once something did not get through nothing after it goes. */
async function passTurn(
  db: Database,
  deps: Deps,
  line: HeldLine,
  connection: OpenConnection,
): Promise<"more" | "none" | "failed" | "lost"> {
  const posts = await firstInLine(db, line.connectionId);
  if (posts.length === 0) return "none";
  const outgoing = await screened(db, connection, posts);
  const turnOver = performance.now() + TURN_MS;
  const settled: Settled[] = [];
  for (const [at, post] of posts.entries()) {
    if (at > 0 && performance.now() > turnOver) break;
    const out = outgoing[at];
    const sent: Sent = out ? await sendOn(line.url, out) : { ok: true };
    if (sent.ok) {
      settled.push({ seq: post.seq, state: out ? "sent" : "withheld", error: null });
      continue;
    }
    if (settled.length > 0 && !(await keepSettled(db, deps.now(), line, settled))) return "lost";
    const now = deps.now();
    const wait = Math.max(Math.min(500 * 2 ** (line.attempts + 1), LONGEST_WAIT_MS), sent.retryAfter);
    const to = sent.refused ? afterRefusal(post) : null;
    const retryAt = to ? now : now + wait;
    await keepFailure(db, now, line, {
      seq: post.seq,
      error: sent.error,
      retryAt,
      parkBefore: now - DAY,
      to,
    });
    return "failed";
  }
  return (await keepSettled(db, deps.now(), line, settled)) ? "more" : "lost";
}

/** null: it is tried again. Who was only asked whether anybody is there has answered. */
function afterRefusal({ body, attempts }: Standing): "dropped" | "parked" | null {
  if (body === "") return "dropped";
  return attempts + 1 >= MAX_REFUSALS ? "parked" : null;
}
