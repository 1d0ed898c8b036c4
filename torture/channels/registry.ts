import type { TortureChannel } from "./channel.ts";
import { chatwoot } from "./chatwoot.ts";
import { line } from "./line.ts";
import { instagram, messenger, whatsapp } from "./meta.ts";
import { website } from "./website.ts";

/** Every channel that delivers by webhook. */
export const CHANNELS: readonly TortureChannel[] = [line, messenger, instagram, whatsapp, website, chatwoot];
