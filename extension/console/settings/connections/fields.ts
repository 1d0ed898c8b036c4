import { originOf } from "../../../../shared/schemas/settings.ts";
import type { SelectOption } from "../../../ui/Select.tsx";
import type { MessageName } from "../../say.ts";
import { SHOP_FIELDS, SHOP_SECRETS } from "./shop-fields.ts";

/** A field of a connection's form. */
export interface ConnectionField {
  /** As the procedure calls it, so that its refusal finds the field. */
  name: string;
  label: MessageName;
  hint: MessageName;
  /** Never shown again once it is sent. */
  secret?: true;
  optional?: true;
  type?: "url";
  /** One of these, or none. */
  choices?: readonly SelectOption<string>[];
  /** None of them is no answer. */
  mustChoose?: true;
  start?: string;
  /** Makes what the form starts with, anew for each form. */
  make?: () => string;
  /** What is said of a value the server would refuse. */
  invalid?: MessageName;
  holds?: (value: string) => boolean;
}

const NAME: ConnectionField = { name: "name", label: "connections.name", hint: "connections.name.hint" };

const LINE_SECRETS: readonly ConnectionField[] = [
  {
    name: "channelSecret",
    label: "connections.line.secret",
    hint: "connections.line.secret.hint",
    secret: true,
  },
  { name: "accessToken", label: "connections.line.token", hint: "connections.line.token.hint", secret: true },
];

const CHATWOOT_SECRETS: readonly ConnectionField[] = [
  {
    name: "webhookSecret",
    label: "connections.chatwoot.secret",
    hint: "connections.chatwoot.secret.hint",
    secret: true,
    optional: true,
  },
  {
    name: "apiToken",
    label: "connections.chatwoot.token",
    hint: "connections.chatwoot.token.hint",
    secret: true,
    optional: true,
  },
];

const isAddress = (value: string) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const isRate = (value: string) => /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= 50;

/** Addresses as people write them, apart by spaces or lines; null where one is none. */
export function originsOf(text: string): string[] | null {
  const origins = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(originOf);
  const found = origins.filter((origin) => origin !== null);
  return found.length === origins.length ? [...new Set(found)] : null;
}

/** 256 random bits, for a shop to sign with. */
const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_" })[c] ?? "");
};

const PIXEL_ORIGINS: ConnectionField = {
  name: "origins",
  label: "connections.pixel.origins",
  hint: "connections.pixel.origins.hint",
  invalid: "connections.pixel.origins.invalid",
  holds: (value) => (originsOf(value) ?? []).length > 0,
};

/** Shown while it is entered: the shop's own server needs it too. */
const PIXEL_KEY: ConnectionField = {
  name: "shopKey",
  label: "connections.pixel.key",
  hint: "connections.pixel.key.hint",
  invalid: "connections.pixel.key.invalid",
  holds: (value) => value.length >= 32,
};

const PIXEL_NEW_KEY: ConnectionField = { ...PIXEL_KEY, hint: "connections.pixel.key.renew" };

const META_SECRETS: readonly ConnectionField[] = [
  {
    name: "appSecret",
    label: "connections.meta.secret",
    hint: "connections.meta.secret.hint",
    secret: true,
  },
  /** Shown while it is entered: it is entered at Meta as well. */
  { name: "verifyToken", label: "connections.meta.verify", hint: "connections.meta.verify.hint" },
];

const NEW_META = META_SECRETS.map((field) =>
  field.name === "verifyToken" ? { ...field, make: newKey } : field,
);

const WHATSAPP_TOKEN: ConnectionField = {
  name: "accessToken",
  label: "connections.whatsapp.token",
  hint: "connections.whatsapp.token.hint",
  secret: true,
};

const SITE_ORIGINS: ConnectionField = {
  ...PIXEL_ORIGINS,
  label: "connections.website.origins",
  hint: "connections.website.origins.hint",
};

const SITE_KEY: ConnectionField = {
  name: "siteKey",
  label: "connections.website.key",
  hint: "connections.website.key.hint",
  invalid: "connections.pixel.key.invalid",
  holds: (value) => value.length >= 32,
};

/** What is asked to connect each kind. */
export const NEW_FIELDS = {
  line: [NAME, ...LINE_SECRETS],
  chatwoot: [
    NAME,
    {
      name: "origin",
      label: "connections.chatwoot.origin",
      hint: "connections.chatwoot.origin.hint",
      type: "url",
      invalid: "connections.chatwoot.origin.invalid",
      holds: isAddress,
    },
    {
      name: "accountId",
      label: "connections.chatwoot.account",
      hint: "connections.chatwoot.account.hint",
      invalid: "connections.chatwoot.account.invalid",
      holds: (value) => /^\d{1,18}$/.test(value),
    },
    ...CHATWOOT_SECRETS,
    {
      name: "requestsPerSecond",
      label: "connections.chatwoot.rate",
      hint: "connections.chatwoot.rate.hint",
      start: "5",
      invalid: "connections.chatwoot.rate.invalid",
      holds: isRate,
    },
  ],
  meta: [NAME, ...NEW_META],
  whatsapp: [NAME, ...NEW_META, WHATSAPP_TOKEN],
  website: [NAME, SITE_ORIGINS, { ...SITE_KEY, make: newKey }],
  pixel: [NAME, PIXEL_ORIGINS, { ...PIXEL_KEY, make: newKey }],
  ...SHOP_FIELDS,
} as const satisfies Record<string, readonly ConnectionField[]>;

export type AddedKind = keyof typeof NEW_FIELDS;

const emptyMeansKept = (field: ConnectionField): ConnectionField => ({ ...field, optional: true });

/** What can be entered anew; what stays empty is kept. */
export const SECRET_FIELDS: Record<AddedKind, readonly ConnectionField[]> = {
  line: LINE_SECRETS.map(emptyMeansKept),
  chatwoot: CHATWOOT_SECRETS.map(emptyMeansKept),
  meta: META_SECRETS.map(emptyMeansKept),
  whatsapp: [...META_SECRETS, WHATSAPP_TOKEN].map(emptyMeansKept),
  website: [SITE_ORIGINS, { ...SITE_KEY, hint: "connections.pixel.key.renew" as const }].map(emptyMeansKept),
  pixel: [PIXEL_ORIGINS, PIXEL_NEW_KEY].map(emptyMeansKept),
  ...SHOP_SECRETS,
};

/** Every field's trimmed value by name, without the empty ones. */
export function valuesOf(
  fields: readonly ConnectionField[],
  entered: Readonly<Record<string, string>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = (entered[field.name] ?? field.start ?? "").trim();
    if (value !== "") values[field.name] = value;
  }
  return values;
}

/** The first field the server would refuse, and what to say of it; null when there is none. */
export function firstWrong(
  fields: readonly ConnectionField[],
  values: Readonly<Record<string, string>>,
): { name: string; message: MessageName } | null {
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined) {
      if (!field.optional) return { name: field.name, message: "console.required" };
    } else if (field.holds && !field.holds(value)) {
      return { name: field.name, message: field.invalid ?? "console.required" };
    }
  }
  return null;
}
