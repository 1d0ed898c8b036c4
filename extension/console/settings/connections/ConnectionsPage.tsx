import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { ConnectionItem } from "../../../../shared/schemas/connections.ts";
import type { Api } from "../../../lib/api.ts";
import { Button } from "../../../ui/Button.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { useFocusBack } from "../../focus-back.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { AddConnection } from "./AddConnection.tsx";
import { ConnectionCard } from "./ConnectionCard.tsx";
import {
  type ConnectionsCalls,
  type ConnectionsModel,
  type ConnectionsTold,
  createConnectionsModel,
} from "./ConnectionsModel.ts";
import { Credentials } from "./Credentials.tsx";
import { createRelayModel, type RelayModel } from "./relay/RelayModel.ts";
import { relayCallsOf, relayTold } from "./relay/calls.ts";
import { createTestsModel, type TestsCalls } from "./test/TestsModel.ts";
import "./connections.css";

/** Where messages come from. */
export function ConnectionsPage({ api, link }: PageProps) {
  const model = useMemo(() => createConnectionsModel(callsOf(api), told), [api]);
  const relay = useMemo(() => createRelayModel(relayCallsOf(api), relayTold), [api]);
  const tests = useMemo(() => createTestsModel(testCallsOf(api)), [api]);
  const [adding, setAdding] = useState(false);
  const [renewing, setRenewing] = useState<ConnectionItem | null>(null);
  const addButton = useFocusBack(adding);
  useFresh(model, relay);
  const add = (
    <Button kind="primary" icon="plus" buttonRef={addButton} onClick={() => setAdding(true)}>
      {say("connections.add")}
    </Button>
  );

  return (
    <PageFrame title={say("page.connections")} intro={say("connections.intro")} action={add}>
      <Loaded resource={model.connections}>
        {(connections) =>
          connections.length === 0 ? (
            <Nothing />
          ) : (
            <ul class="connections" aria-label={say("connections.list")}>
              {connections.map((connection) => (
                <ConnectionCard
                  key={connection.id}
                  connection={connection}
                  webhook={`${link.server}/w/${link.workspace}/${connection.webhookPath}`}
                  backfill={model.backfills.value.get(connection.id) ?? null}
                  busy={model.busy.value.has(connection.id)}
                  model={model}
                  tests={tests}
                  relay={relay}
                  onSwitch={(on) => void model.switch(connection, on)}
                  onRenew={() => setRenewing(connection)}
                  onBackfill={() => void model.startBackfill(connection)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <AddConnection model={model} onClose={() => setAdding(false)} />}
      {renewing && (
        <Credentials
          connection={renewing}
          connections={model.connections.data.value ?? []}
          onChange={(change) => model.change(renewing, change)}
          onClose={() => setRenewing(null)}
        />
      )}
    </PageFrame>
  );
}

const SOON = 2_000;
const LATER = 15_000;

/** What comes in shows without a reload: soon while a history is on its way, else now and then. */
function useFresh(model: ConnectionsModel, relay: RelayModel) {
  const every = model.moving.value || isStuck(relay) ? SOON : LATER;
  useEffect(() => void Promise.all([model.load(), relay.relays.load()]), [model, relay]);
  useEffect(() => {
    const load = () => void Promise.all([model.load(), relay.relays.load()]);
    const timer = setInterval(() => document.visibilityState === "visible" && load(), every);
    return () => clearInterval(timer);
  }, [model, relay, every]);
}

/** Something is on its way to an inbox, or has just been named. */
const isStuck = (relay: RelayModel): boolean =>
  (relay.relays.data.value ?? []).some(
    ({ url, waiting, lastSentAt }) => url !== null && (waiting > 0 || !lastSentAt),
  );

function Nothing() {
  return (
    <div class="page-card connections-nothing">
      <span class="instead-icon">
        <Icon name="plug" size={22} />
      </span>
      <h2 class="instead-title">{say("connections.empty.title")}</h2>
      <p class="instead-text">{say("connections.empty.text")}</p>
    </div>
  );
}

const callsOf = ({ connections }: Api): ConnectionsCalls => ({
  list: () => connections.list.query({}),
  addLine: (input) => connections.addLine.mutate({ ...input, operationId: uuidv7() }),
  addChatwoot: (input) => connections.addChatwoot.mutate({ ...input, operationId: uuidv7() }),
  addShop: (input) => connections.addShop.mutate({ ...input, operationId: uuidv7() }),
  addMeta: (input) => connections.addMeta.mutate({ ...input, operationId: uuidv7() }),
  addWhatsapp: (input) => connections.addWhatsapp.mutate({ ...input, operationId: uuidv7() }),
  addWebsite: (input) => connections.addWebsite.mutate({ ...input, operationId: uuidv7() }),
  addAccount: (input) => connections.addAccount.mutate({ ...input, operationId: uuidv7() }),
  addPixel: (input) => connections.addPixel.mutate({ ...input, operationId: uuidv7() }),
  update: (input) => connections.update.mutate({ ...input, operationId: uuidv7() }),
  remove: (input) => connections.remove.mutate({ ...input, operationId: uuidv7() }),
  startBackfill: (input) => connections.startBackfill.mutate({ ...input, operationId: uuidv7() }),
  backfillProgress: (input) => connections.backfillProgress.query(input),
});

const testCallsOf = ({ connections }: Api): TestsCalls => ({
  start: (input) => connections.startTest.mutate({ ...input, operationId: uuidv7() }),
  report: (input) => connections.testReport.query(input),
});

const told: ConnectionsTold = {
  accountAdded: (name) => tell(say("accounts.toast", { name })),
  added: (name) => tell(say("connections.toast.added", { name })),
  switched: ({ name }, on, undo) =>
    tell(say(on ? "connections.toast.enabled" : "connections.toast.disabled", { name }), undo),
  changed: ({ name }) => tell(say("connections.toast.changed", { name })),
  backfillStarted: ({ name }) => tell(say("connections.toast.backfill", { name })),
  failed: tellFailure,
};
