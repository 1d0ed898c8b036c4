import { loadTranslator, type Say } from "../lib/i18n.ts";
import { hasMessage as isFirst, t as first } from "./messages.ts";
import type english from "./messages/below.en.ts";
import type firstEnglish from "./messages/en.ts";

const messages = await loadTranslator({
  en: () => import("./messages/below.en.ts"),
  "zh-TW": () => import("./messages/below.zh-TW.ts"),
});

type English = typeof english & typeof firstEnglish;

type AnySay = (key: string, ...values: unknown[]) => string;

const say = (key: string, ...values: unknown[]) =>
  ((isFirst(key) ? first : messages.t) as AnySay)(key, ...values);

/** `t` for the sections below, whose own words are fetched with them. */
export const t = say as Say<English>;

export const hasMessage = (key: string): key is keyof English & string => isFirst(key) || messages.has(key);
