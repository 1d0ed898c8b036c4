import { WEBHOOK_TYPES, type WebhookType } from "../../../../shared/schemas/webhooks.ts";
import { say } from "../../say.ts";

const isType = (type: string): type is WebhookType => (WEBHOOK_TYPES as readonly string[]).includes(type);

/** What happened, in words. */
export const typeWord = (type: string): string =>
  isType(type) ? say(`webhooks.type.${type}`) : say("webhooks.type.test");
