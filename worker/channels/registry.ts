import type { ConnectionKind } from "../../shared/channels.ts";
import type { Channel } from "./channel.ts";
import { chatwoot } from "./chatwoot/parse.ts";
import { line } from "./line/parse.ts";
import { meta } from "./meta/parse.ts";
import { website } from "./website/parse.ts";
import { whatsapp } from "./whatsapp/parse.ts";

/** Kinds that deliver by webhook. */
export const CHANNELS: Partial<Record<ConnectionKind, Channel>> = {
  line,
  meta,
  whatsapp,
  website,
  chatwoot,
};
