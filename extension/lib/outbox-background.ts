import { browser } from "wxt/browser";
import type { ServerLink } from "./host.ts";
import { createOutbox } from "./outbox.ts";
import { createSession } from "./session.ts";
import { keptTables } from "./tables-kept.ts";

const OUTBOX_ALARM = "outbox";

/** Wakes the background again until nothing waits. Set when something is kept: a page may be gone by then. */
export async function setOutboxAlarm(): Promise<void> {
  await browser.alarms.create(OUTBOX_ALARM, { periodInMinutes: 0.5 });
}

/**
 * Sends what pages left behind, each with its own member's token. Whose member is signed out stays
 * until that member signs in again.
 */
export async function drainAll(): Promise<void> {
  for (const { link, memberId } of await keptTables.outbox.owners()) await drainOne(link, memberId);
  if ((await keptTables.outbox.owners()).length === 0) await browser.alarms.clear(OUTBOX_ALARM);
}

export async function drainOne(link: ServerLink, memberId: string): Promise<void> {
  const session = createSession({ link, mount: "background" });
  const outbox = createOutbox({ link, memberId, tokens: session });
  await outbox.drain();
  outbox.close();
  session.close();
}

/** Drains when the alarm rings. Registered at the top of the background: it may have been asleep. */
export function drainOnAlarm(): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === OUTBOX_ALARM) void drainAll();
  });
}
