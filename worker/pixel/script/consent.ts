import { guarded, random } from "./guard.ts";

const KEY = "alongside";
/** Behind the visitor's id: they agreed by themselves. */
const AGREED = "+";

/** Whether anything may be kept and told, and by which id. */
export interface Consent {
  /** Null while nothing may be kept or told. */
  visitor(): string | null;
  /** What the visitor said; no deletes the id. @returns what was said */
  set(given: boolean): boolean;
}

/**
 * A browser that asks not to be tracked (Global Privacy Control, Do Not Track) counts as one whose visitor has
 * not agreed yet.
 *
 * @param required by the shop (`data-consent="required"`)
 */
export function createConsent(page: Window, required: boolean): Consent {
  const { navigator } = page;
  const asked =
    required ||
    (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl ||
    navigator.doNotTrack === "1";
  // Without storage the id lives as long as the page.
  let kept = "";
  let refused = false;
  const write = (value: string) => {
    kept = value;
    guarded(() => (value ? page.localStorage.setItem(KEY, value) : page.localStorage.removeItem(KEY)))();
  };
  guarded(() => {
    kept = page.localStorage.getItem(KEY) ?? "";
  })();
  if (!/^[\da-f]{24}\+?$/.test(kept)) kept = "";

  return {
    visitor() {
      if (refused || (asked && !kept.endsWith(AGREED))) return null;
      if (!kept) write(random());
      return kept.slice(0, 24);
    },
    set(given) {
      refused = !given;
      write(given ? (kept.slice(0, 24) || random()) + AGREED : "");
      return given;
    },
  };
}
