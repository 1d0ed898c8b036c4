import type { Consent } from "./consent.ts";
import { guarded, random, say } from "./guard.ts";

const AT_ONCE = 10;
const GATHER_MS = 2000;
const MOST_WAITING = 100;
/** A batch stays below what a browser sends from a closing page (64 KB), whatever the script of its text. */
const MOST_CHARACTERS = 16_000;
const TRIES = 5;

export interface Outbox {
  add(kind: string, data: unknown): void;
  /** Sends now what waits. @param closing nothing may be waited for any more @param where the page, for who chats */
  flush(closing?: boolean, where?: object): void;
  /** Forgets what waits. */
  clear(): void;
}

/** Tells the collector in batches; each event has an id, so that what is told twice counts once. */
export function createOutbox(
  page: Window,
  { endpoint, consent, pageId }: { endpoint: string; consent: Consent; pageId: string },
): Outbox {
  let waiting: string[] = [];
  let timer: number | undefined;
  let tried = 0;

  const later = (ms: number) => {
    page.clearTimeout(timer);
    timer = page.setTimeout(() => flush(), ms);
  };

  const flush = guarded((closing?: boolean, where?: object) => {
    const visitor = consent.visitor();
    if (!visitor || (!waiting.length && !where)) return;
    page.clearTimeout(timer);
    const events: string[] = [];
    for (let size = 0; waiting.length && events.length < AT_ONCE * 2;) {
      size += waiting[0]?.length ?? 0;
      if (events.length && size > MOST_CHARACTERS) break;
      events.push(waiting.shift() ?? "");
    }
    const head = JSON.stringify({ visitor, page: pageId, sent: Date.now(), ...where });
    const body = `${head.slice(0, -1)},"events":[${events.join()}]}`;
    send(body, events, closing).catch(() => 0);
    if (waiting.length) flush(closing);
  });

  async function send(body: string, events: string[], closing?: boolean): Promise<void> {
    // No header and no method that would need a preflight; `keepalive` outlives the page.
    if (closing && !("keepalive" in Request.prototype)) {
      if (!page.navigator.sendBeacon(endpoint, body)) again(events);
      return;
    }
    const answer = await fetch(endpoint, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
    }).catch(() => null);
    if (!answer || answer.status === 429 || answer.status > 499) return again(events);
    tried = 0;
    if (answer.status > 399) return say(`the collector answers ${answer.status}`);
    if (answer.status !== 200) return;
    const { ignored } = (await answer.json()) as { ignored: { why: string }[] };
    for (const { why } of ignored) say(why);
  }

  const again = guarded((events: string[]) => {
    if (++tried > TRIES || !consent.visitor()) return;
    waiting = [...events, ...waiting].slice(0, MOST_WAITING);
    later(1000 * 2 ** tried);
  });

  return {
    flush,
    add(kind, data) {
      const event = JSON.stringify({ id: random(), kind, at: Date.now(), data });
      if (event.length > MOST_CHARACTERS) return say(`${kind} is too large`);
      waiting.push(event);
      if (waiting.length > MOST_WAITING) waiting.shift();
      if (waiting.length >= AT_ONCE) flush();
      else if (waiting.length === 1) later(GATHER_MS);
    },
    clear() {
      waiting = [];
    },
  };
}
