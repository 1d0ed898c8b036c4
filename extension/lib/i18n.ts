import { effect, signal } from "@preact/signals";
import { type Locale, locale } from "./i18n/locale.ts";

export { chooseLocale, type Locale, locale, LOCALES } from "./i18n/locale.ts";

/** The names between braces in a message. */
type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type Values<Text extends string> = [Placeholder<Text>] extends [never]
  ? []
  : [values: Record<Placeholder<Text>, string | number>];

/** What a language must offer to be a translation of `English`: the same keys. */
export type Translation<English> = Readonly<Record<keyof English, string>>;

/** Says a message in the language of now. */
export type Say<English extends Readonly<Record<string, string>>> = <Key extends keyof English>(
  key: Key,
  ...values: Values<English[Key]>
) => string;

/**
 * Fills a message: `{name}` is replaced by that value. A message of two forms, `{n} note|{n} notes`, takes
 * the first when `n` is one.
 */
export function fill(message: string, values: Readonly<Record<string, string | number>> = {}): string {
  const forms = message.split("|");
  const form = (forms.length === 2 && values["n"] !== 1 ? forms[1] : forms[0]) ?? message;
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** A translator over one pair of message files. */
export function translator<const English extends Readonly<Record<string, string>>>(
  messages: { en: English } & Record<Exclude<Locale, "en">, Translation<English>>,
): Say<English> {
  return (key, ...values) => fill(messages[locale.value][key], values[0]);
}

/**
 * The same over message files of which only the language of now is fetched: a page that must paint soon
 * carries one language. Another one comes when it is chosen.
 */
export async function loadTranslator<const English extends Readonly<Record<string, string>>>(
  load: { en: () => Promise<{ default: English }> } & Record<
    Exclude<Locale, "en">,
    () => Promise<{ default: Translation<English> }>
  >,
): Promise<{ t: Say<English>; has: (key: string) => key is keyof English & string }> {
  const current = signal<Translation<English>>((await load[locale.peek()]()).default);
  const follow = async (wanted: Locale) => {
    const { default: messages } = await load[wanted]();
    if (wanted === locale.peek()) current.value = messages;
  };
  effect(() => void follow(locale.value));
  return {
    t: (key, ...values) => fill(current.value[key], values[0]),
    has: (key): key is keyof English & string => Object.hasOwn(current.value, key),
  };
}
