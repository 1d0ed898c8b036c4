import type { Outbox } from "./outbox.ts";

/** The collector takes a customer for gone when it has heard nothing for 45 s. */
const BEAT_MS = 20_000;

export interface Presence {
  /** This visitor has a conversation with the shop: from now on it is told which page they are on. */
  begin(): void;
  moved(): void;
  beat(): void;
  leave(): void;
}

/** Which page is open, for visitors who chat and for nobody else. */
export function createPresence(page: Window, outbox: Outbox): Presence {
  const { document, location } = page;
  let timer: number | undefined;
  const here = () => ({ here: { url: location.href, title: document.title } });
  const beat = () => {
    if (timer === undefined || document.hidden) return;
    outbox.flush(false, here());
  };
  return {
    beat,
    moved: beat,
    begin() {
      timer ??= page.setInterval(beat, BEAT_MS);
      beat();
    },
    leave() {
      outbox.flush(true, timer === undefined ? undefined : { left: true });
    },
  };
}
