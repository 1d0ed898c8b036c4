/**
 * A server process with two LINE connections, one with an inbox behind it. Tells its parent where they
 * are; answers `waiting` with what is still to be done, and `numbers` with what failed.
 */
import { addLine } from "../../worker/domain/connections/add-line.ts";
import { setRelay } from "../../worker/domain/relay/set.ts";
import { useOutgoing } from "../../worker/outgoing/outgoing.ts";
import { BOT, SECRET } from "../hooks/posts.ts";
import { openServer, SLUG } from "../server.ts";

// LINE and the inbox are stand-ins on this machine.
useOutgoing({ allowPrivate: true });
const [apiBase = "", inbox = ""] = process.argv.slice(2);
const { call, failed, row, serve } = await openServer();
const line = { channelSecret: SECRET, accessToken: "token", accountId: BOT, apiBase };
const off = await addLine(call(), { name: "Off", ...line });
const on = await addLine(call(), { name: "On", ...line });
await setRelay(call(), { connectionId: on.connectionId, url: inbox });

const waiting = `select (select count(*) from inbound_event where processed_at is null)
  + (select count(*) from relay_post where state = 'waiting')
  + (select count(*) from job where state <> 'done' and run_at < ?) as waiting`;

const path = (id: string) => `/w/${SLUG}/hooks/${id}`;
serve(
  { off: path(off.connectionId), on: path(on.connectionId) },
  { waiting: () => row({ sql: waiting, args: [Date.now()] }), numbers: async () => failed() },
);
