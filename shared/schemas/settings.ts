import * as v from "valibot";
import type { Masking } from "../masking.ts";
import { type Module, MODULE_DEFAULTS, MODULES } from "../modules.ts";
import { REGIONS } from "../regions.ts";
import { requiredText, time } from "../text.ts";
import { MaskingSetting } from "./masking.ts";

/** What an admin decides for a whole workspace. */
export interface Settings {
  /** As members read it on the sign-in page; null until somebody names the workspace. */
  name: string | null;
  /** IANA name, such as `Asia/Taipei`. */
  timeZone: string;
  /** ISO 3166: how a phone number without a country code is read. */
  defaultRegion: string;
  /** Origins of pages that may frame the panel as a widget. */
  widgetOrigins: string[];
  /** Domains an export may be mailed to, in lower case; none: only to the member's own address. */
  mailDomains: string[];
  modules: Record<Module, boolean>;
  /** What each role sees masked. */
  masking: Masking;
  /** By what else than member numbers two customers may be one person: suggested, and joined where both proved it. */
  matching: Matching;
}

export interface Matching {
  phone: boolean;
  email: boolean;
}
export type SettingName = keyof Settings;

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  name: null,
  timeZone: "Asia/Taipei",
  defaultRegion: "TW",
  widgetOrigins: [],
  mailDomains: [],
  modules: MODULE_DEFAULTS,
  masking: {},
  matching: { phone: false, email: false },
};
export const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS) as SettingName[];

/** `at` is when it was last set, UTC ms; null while the default holds. */
export type SettingsView = { [Name in SettingName]: { value: Settings[Name]; at: number | null } };

const HOST = /^([a-z\d_-]+(\.[a-z\d_-]+)*|\[[\da-f:]+\])$/;

/**
 * The origin of an address as a person pastes it (`chat.shop.tw`, `https://chat.shop.tw/app/`), or
 * null when it has none that a browser could frame from.
 */
export function originOf(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === "" || /[\s*]/.test(trimmed)) return null;
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // WHATWG hosts may hold `;` and quotes, which would end a directive of the header this goes into.
  const plain = url.username === "" && url.password === "" && HOST.test(url.hostname);
  return plain && /^https?:$/.test(url.protocol) ? url.origin : null;
}

/** Exactly an origin: scheme, host and port, nothing after. */
export const origin = v.pipe(
  v.string(),
  v.maxLength(255, "TOO_LONG"),
  v.check((text) => originOf(text) === text, "INVALID_INPUT"),
);

/** Any zone the platform knows; older names of a zone are fine. */
export const timeZone = v.pipe(
  v.string(),
  v.maxLength(64),
  v.check((name) => {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
    } catch {
      return false;
    }
  }, "INVALID_INPUT"),
);

export const WIDGET_ORIGINS_MAX = 50;
export const MAIL_DOMAINS_MAX = 50;

const DOMAIN = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d-]{2,63}$/;

/** The domain a person names (`Shop.tw`, `@shop.tw`, `amy@shop.tw`); null for what is none. */
export function mailDomainOf(text: string): string | null {
  const domain = text.trim().toLowerCase().replace(/^.*@/, "");
  return DOMAIN.test(domain) ? domain : null;
}

const mailDomain = v.pipe(
  v.string(),
  v.check((text) => mailDomainOf(text) === text, "INVALID_INPUT"),
);

const flag = (byDefault: boolean) => v.optional(v.boolean(), byDefault);
const modules = v.strictObject(
  Object.fromEntries(MODULES.map((name) => [name, flag(MODULE_DEFAULTS[name])])) as Record<
    Module,
    ReturnType<typeof flag>
  >,
);

const matching = v.strictObject({ phone: flag(false), email: flag(false) });

/** `at` of the value on screen when editing began: if it has changed since, the write is refused as STALE. */
const seen = v.nullable(time);

export const SettingSet = v.variant("name", [
  v.object({ name: v.literal("name"), value: requiredText(100), seen }),
  v.object({ name: v.literal("timeZone"), value: timeZone, seen }),
  v.object({ name: v.literal("defaultRegion"), value: v.picklist(REGIONS, "INVALID_INPUT"), seen }),
  v.object({
    name: v.literal("widgetOrigins"),
    value: v.pipe(
      v.array(origin),
      v.maxLength(WIDGET_ORIGINS_MAX, "TOO_LONG"),
      v.transform((origins) => [...new Set(origins)]),
    ),
    seen,
  }),
  v.object({
    name: v.literal("mailDomains"),
    value: v.pipe(
      v.array(mailDomain),
      v.maxLength(MAIL_DOMAINS_MAX, "TOO_LONG"),
      v.transform((domains) => [...new Set(domains)]),
    ),
    seen,
  }),
  v.object({ name: v.literal("modules"), value: modules, seen }),
  v.object({ name: v.literal("masking"), value: MaskingSetting, seen }),
  v.object({ name: v.literal("matching"), value: matching, seen }),
]);
export type SettingSet = v.InferInput<typeof SettingSet>;

/** The default where nothing is stored, and where what is stored no longer holds. */
export function settingOf<Name extends SettingName>(name: Name, stored: string | undefined): Settings[Name] {
  if (stored === undefined) return DEFAULT_SETTINGS[name];
  const parsed = v.safeParse(SettingSet, { name, value: JSON.parse(stored) as unknown, seen: null });
  // The variant's member for `name` is the one that parsed.
  return parsed.success ? (parsed.output.value as Settings[Name]) : DEFAULT_SETTINGS[name];
}
