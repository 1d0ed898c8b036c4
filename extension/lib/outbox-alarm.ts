import { browser } from "wxt/browser";

export const OUTBOX_ALARM = "outbox";

/** Asks the browser to wake the background until nothing waits; does nothing on the web. */
export function setOutboxAlarm(): void {
  if (browser?.runtime?.id) void browser.alarms.create(OUTBOX_ALARM, { periodInMinutes: 0.5 });
}
