/**
 * A server process on a dataset, with a connection of every channel, a key of the Contact API and an endpoint that is
 * told of everything. Tells its parent where they are; answers `begin`, `tend` (a backup and an erasing, until both
 * are through), `waiting` and `longest`.
 */
import { CHANNELS } from "../../torture/channels/registry.ts";
import { API_SCOPES } from "../../shared/schemas/api-keys.ts";
import { createApiKey } from "../../worker/domain/api-keys/create.ts";
import { deleteConversation } from "../../worker/domain/conversations/delete.ts";
import { previewDeletion } from "../../worker/domain/conversations/deletion.ts";
import { eraseNow } from "../../worker/domain/conversations/erase-now.ts";
import { createWebhook } from "../../worker/domain/webhooks/create.ts";
import { useOutgoing } from "../../worker/outgoing/outgoing.ts";
import { id } from "../dataset/rows.ts";
import { openServer, SLUG } from "../server.ts";
import { watchLongest } from "./longest.ts";

/** What the conversation that is erased holds beside the dataset's. */
const MESSAGES = 20_000;
const PORTION = 500;

// Providers and the endpoint are stand-ins on this machine.
useOutgoing({ allowPrivate: true });
const [, , dataset = "", apiBase = "", endpoint = ""] = process.argv;
/** Calls that held the event loop too long, and for how long. */
const slow: { ms: number; sql: string }[] = [];
const onSlow = (ms: number, sql: string) =>
  void slow.push({ ms, sql: sql.replaceAll(/\s+/g, " ").trim().slice(0, 80) });
const { backup, call, failed, row, serve } = await openServer(undefined, { dataset, watch: { onSlow } });
const { answers } = watchLongest();

const paths: Record<string, string> = {};
for (const channel of CHANNELS) {
  paths[channel.name] = `/w/${SLUG}/hooks/${await channel.connect(call(), apiBase)}`;
}
const { key } = await createApiKey(call(), { name: "Bench", scopes: [...API_SCOPES] });
await createWebhook(call(), { name: "Bench", url: endpoint, types: [] });
const erased = { contactId: id("b", 0), conversationId: id("c", 0) };
for (let from = 0; from < MESSAGES; from += PORTION) {
  await call().db.write([
    {
      sql: `with recursive n(i) as (select ? + 1 union all select i + 1 from n where i < ?)
        insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)
        select 'erased-' || i, ?, (select channel_id from conversation where id = ?), 'erased-' || i, 'customer', 'text',
          '請問這個商品還有貨嗎？ ' || i, i, i from n`,
      args: [from, from + PORTION, erased.conversationId, erased.conversationId],
    },
  ]);
}

async function erase(): Promise<void> {
  const { contactId } = erased;
  const { token } = await previewDeletion(call(), { contactId });
  const { id: deletionId } = await deleteConversation(call(), { contactId, seen: token, typed: "DELETE" });
  await eraseNow(call(), { deletionId, typed: "DELETE" });
  const isErased = { sql: "select erased_at as at from deletion where id = ?", args: [deletionId] };
  while ((await row(isErased))["at"] === null) await new Promise((resolve) => setTimeout(resolve, 100));
}

serve(
  { path: paths["line"], paths, key },
  {
    async begin() {
      slow.splice(0);
      return answers["begin"]?.() ?? {};
    },
    async tend() {
      await Promise.all([backup(), erase()]);
      return {};
    },
    waiting: () => row("select exists (select 1 from inbound_event where processed_at is null) as waiting"),
    longest: async () => ({ ...(await answers["longest"]?.()), slow, ...failed() }),
  },
);
