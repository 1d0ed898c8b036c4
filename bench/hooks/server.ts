/**
 * A server process with a connection of every channel. Tells its parent where they are; answers `waiting`
 * with whether anything is still to be done, and `numbers` with what is stored.
 */
import { CHANNELS } from "../../torture/channels/registry.ts";
import { useOutgoing } from "../../worker/outgoing/outgoing.ts";
import { openServer, SLUG } from "../server.ts";

// Providers are a stand-in on this machine.
useOutgoing({ allowPrivate: true });
const apiBase = String(process.argv[2]);
const { call, failed, row, serve } = await openServer();
const paths: Record<string, string> = {};
for (const channel of CHANNELS) {
  paths[channel.name] = `/w/${SLUG}/hooks/${await channel.connect(call(), apiBase)}`;
}

const waiting = "select exists (select 1 from inbound_event where processed_at is null) as waiting";

const numbers = `select
  (select count(*) from inbound_event) as events,
  (select count(*) from inbound_event where processed_at is null) as waiting,
  (select count(*) from inbound_event where error is not null) as aside,
  (select count(*) from message) as messages,
  (select count(distinct provider_id) from message) as distinctMessages,
  (select sum(message_count) from conversation) as counted,
  (select count(*) from contact) as contacts,
  (select count(*) from job where state <> 'done' and kind <> 'inbound.purge') as jobs`;

serve(
  { path: paths["line"], paths },
  {
    waiting: () => row(waiting),
    async numbers() {
      const stored = await row(numbers);
      const { user, system } = process.cpuUsage();
      return { ...stored, cpu: (user + system) / 1000, ...failed() };
    },
  },
);
