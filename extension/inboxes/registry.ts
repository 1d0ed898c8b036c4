import { chatwoot } from "./chatwoot.ts";
import { demo } from "./demo.ts";
import type { Inbox } from "./inbox.ts";

/** Asked in this order; the first that recognises the page reads it. */
export const INBOX_ADAPTERS: readonly Inbox[] = [demo, chatwoot];
