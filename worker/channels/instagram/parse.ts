import type { InboundItem } from "../../domain/inbound/item.ts";
import { type Happened, seen } from "../meta/item.ts";
import { type Json, object } from "../read.ts";

/** What Instagram alone has: it says which message was read, and nothing of deliveries. */
export function readInstagram(event: Json, happened: Happened): InboundItem[] | null {
  return "read" in event ? seen("read", object(event["read"]), happened) : null;
}
