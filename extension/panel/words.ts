import type { ChannelKind } from "../../shared/channels.ts";
import type { ProfileField, ValueSource } from "../../shared/schemas/panel.ts";
import { formatWhen } from "../lib/format.ts";
import { errorText } from "../lib/i18n/errors.ts";
import type { OutboxEntry } from "../lib/outbox-entry.ts";
import { hasMessage, t } from "./messages.ts";
import { isWrite } from "./writes.ts";

export const channelWord = (kind: ChannelKind): string => t(`channel.${kind}`);

/** `edited by Amy · yesterday`; null for a value that never was set. */
export function originOf(field: ProfileField, channel: ChannelKind, now: number): string | null {
  if (field.source === null || field.at === null) return null;
  const origin = sourceWord(field.source, { authorName: field.authorName, at: field.at }, channel, now);
  return field.value === null ? t("source.cleared", { origin }) : origin;
}

export function sourceWord(
  source: ValueSource | "bot",
  { authorName, at }: { authorName: string | null; at: number },
  channel: ChannelKind,
  now: number,
): string {
  const when = formatWhen(at, now);
  switch (source) {
    case "channel":
      return t("source.channel", { channel: channelWord(channel), when });
    case "agent":
      return t("source.agent", { name: authorName ?? t("panel.unnamed"), when });
    default:
      return t(`source.${source}`, { when });
  }
}

const begin = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** What a write on its way is, for the person who made it. */
export function writeWord(entry: OutboxEntry): string {
  if (isWrite(entry, "profile.edit")) {
    const field = t(`profile.${entry.input.field}`);
    const { value } = entry.input;
    return value === ""
      ? t("write.profile.edit.empty", { field })
      : t("write.profile.edit", { field, value });
  }
  if (isWrite(entry, "tags.applyTag")) return t("write.tags.applyTag", { tag: entry.input.name });
  if (isWrite(entry, "notes.create")) return t("write.notes.create", { text: begin(entry.input.text) });
  if (isWrite(entry, "notes.edit")) return t("write.notes.edit", { text: begin(entry.input.text) });
  const key = `write.${entry.procedure}`;
  return hasMessage(key) ? (t as (key: string) => string)(key) : t("write.other");
}

/** A failure's message. OFFLINE, where no answer came, reads as a server that does not answer. */
export const failureText = (failure: { code: string; facts?: Record<string, string | number> | undefined }) =>
  failure.code === "OFFLINE"
    ? t("error.offline")
    : errorText({ code: failure.code, ...(failure.facts ? { facts: failure.facts } : {}) });
