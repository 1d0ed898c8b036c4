import type { TortureChannel } from "./channel.ts";
import { chatwoot } from "./chatwoot.ts";
import { line } from "./line.ts";

/** Every channel that delivers by webhook. */
export const CHANNELS: readonly TortureChannel[] = [line, chatwoot];
