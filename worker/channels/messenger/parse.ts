import type { InboundItem } from "../../domain/inbound/item.ts";
import { type Happened, seen, timeOf } from "../meta/item.ts";
import { type Json, object, text } from "../read.ts";

/** What Messenger alone has, beside what it shares with Instagram. */
export function readMessenger(event: Json, happened: Happened): InboundItem[] | null {
  if ("delivery" in event) return seen("delivered", object(event["delivery"]), happened);
  if ("read" in event) return seen("read", object(event["read"]), happened);
  if ("optin" in event) return readOptin(object(event["optin"]), happened);
  return null;
}

/**
 * Recurring notifications: allowed with a token, stopped, or taken up again; any other opt-in is unknown.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_optins
 */
function readOptin(optin: Json, { person, at }: Happened): InboundItem[] | null {
  if (optin["type"] !== "notification_messages") return null;
  const status = text(optin["notification_messages_status"], 50)?.toUpperCase().replaceAll(" ", "_");
  const stopped = status === "STOP_NOTIFICATIONS";
  return [
    {
      kind: "optin",
      person,
      at,
      stopped,
      until: stopped ? null : (timeOf(optin["token_expiry_timestamp"]) ?? null),
      token: text(optin["notification_messages_token"], 1000) ?? null,
      title: text(optin["title"], 200) ?? null,
    },
  ];
}
