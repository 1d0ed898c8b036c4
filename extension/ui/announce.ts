import { signal } from "@preact/signals";

/** What a live region reads out: that something is done which those who see it see by itself. */
export const announcement = signal("");

let again = false;

/** Says it also when it is the same as before. */
export function announce(text: string): void {
  again = !again;
  announcement.value = again ? text : `${text}\u00a0`;
}
