import * as v from "valibot";
import {
  ConnectionAddAccount,
  ConnectionAddChatwoot,
  ConnectionAddLine,
  ConnectionAddMeta,
  ConnectionAddPixel,
  ConnectionAddShop,
  ConnectionAddWebsite,
  ConnectionAddWhatsapp,
} from "../../shared/schemas/connections.ts";
import { addAccount } from "../domain/connections/add-account.ts";
import { addChatwoot } from "../domain/connections/add-chatwoot.ts";
import { addLine } from "../domain/connections/add-line.ts";
import { addMeta } from "../domain/connections/add-meta.ts";
import { addPixel } from "../domain/connections/add-pixel.ts";
import { addShop } from "../domain/connections/add-shop.ts";
import { addWebsite } from "../domain/connections/add-website.ts";
import { addWhatsapp } from "../domain/connections/add-whatsapp.ts";
import { listConnections } from "../domain/connections/list.ts";
import { listRelays } from "../domain/relay/list.ts";
import { setRelay } from "../domain/relay/set.ts";
import { command, inWorkspace, slug, workspaceUrl } from "./command.ts";

export const connectionCommands = {
  "connection.add.line": command({
    input: v.object({ workspace: slug, connection: ConnectionAddLine }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addLine(call, connection);
        host.wake(workspace);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.add.chatwoot": command({
    input: v.object({ workspace: slug, connection: ConnectionAddChatwoot }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addChatwoot(call, connection);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.add.meta": command({
    input: v.object({ workspace: slug, connection: ConnectionAddMeta }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addMeta(call, connection);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.add.whatsapp": command({
    input: v.object({ workspace: slug, connection: ConnectionAddWhatsapp }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addWhatsapp(call, connection);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.add.website": command({
    input: v.object({ workspace: slug, connection: ConnectionAddWebsite }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addWebsite(call, connection);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "channel.add.account": command({
    input: v.object({ workspace: slug, account: ConnectionAddAccount }),
    run: (host, { workspace, account }) =>
      inWorkspace(host, workspace, async (call) => {
        await addAccount(call, account);
        host.wake(workspace);
        return {};
      }),
  }),

  "connection.add.pixel": command({
    input: v.object({ workspace: slug, connection: ConnectionAddPixel }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addPixel(call, connection);
        return { connectionId, scriptUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.add.shop": command({
    input: v.object({ workspace: slug, connection: ConnectionAddShop }),
    run: (host, { workspace, connection }) =>
      inWorkspace(host, workspace, async (call) => {
        const { connectionId, webhookPath } = await addShop(call, connection);
        host.wake(workspace);
        return { connectionId, webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}` };
      }),
  }),

  "connection.relay": command({
    input: v.object({ workspace: slug, connection: v.string(), url: v.optional(v.nullable(v.string())) }),
    run: (host, { workspace, connection: connectionId, url }) =>
      inWorkspace(host, workspace, async (call) => {
        if (url !== undefined) {
          await setRelay(call, { connectionId, url });
          host.wake(workspace);
        }
        const found = (await listRelays(call, {})).find((relay) => relay.connectionId === connectionId);
        return found ?? null;
      }),
  }),

  "connection.list": command({
    input: v.object({ workspace: slug }),
    run: (host, { workspace }) =>
      inWorkspace(host, workspace, async (call) =>
        (await listConnections(call, {})).map(({ id, kind, name, state, webhookPath }) => ({
          id,
          kind,
          name,
          state,
          webhookUrl: `${workspaceUrl(host, workspace)}/${webhookPath}`,
        })),
      ),
  }),

  "channel.list": command({
    input: v.object({ workspace: slug }),
    run: (host, { workspace }) =>
      inWorkspace(host, workspace, async (call) => {
        const [result] = await call.db.read([
          `select kind, name, account_id as "accountId" from channel order by kind, name limit 500`,
        ]);
        return (result?.rows ?? []) as unknown as { kind: string; name: string; accountId: string }[];
      }),
  }),
};
