import type { Backfill, ConnectionItem } from "../../../../shared/schemas/connections.ts";
import { RELAYED_KINDS } from "../../../../shared/schemas/relay.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, type MenuItem } from "../../../ui/Menu.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { CopyField } from "../../CopyField.tsx";
import { say } from "../../say.ts";
import { Accounts } from "./accounts/Accounts.tsx";
import type { ConnectionsModel } from "./ConnectionsModel.ts";
import { SECRET_FIELDS } from "./fields.ts";
import { History } from "./History.tsx";
import { News } from "./News.tsx";
import { KindMark } from "./KindMark.tsx";
import { reasonText } from "./reason.ts";
import { Relay } from "./relay/Relay.tsx";
import type { RelayModel } from "./relay/RelayModel.ts";
import { ConnectionTest } from "./test/ConnectionTest.tsx";
import type { TestsModel } from "./test/TestsModel.ts";

interface ConnectionCardProps {
  connection: ConnectionItem;
  /** The whole webhook address. */
  webhook: string;
  backfill: Backfill | null;
  busy: boolean;
  model: ConnectionsModel;
  tests: TestsModel;
  relay: RelayModel;
  onSwitch: (on: boolean) => void;
  onRenew: () => void;
  onBackfill: () => void;
}

export function ConnectionCard(props: ConnectionCardProps) {
  const { connection, webhook, backfill, busy, onBackfill } = props;
  const { id, kind, name, state, stateReason, lastReceivedAt, setAside } = connection;
  const off = state === "disabled";
  return (
    <li class="page-card connection" aria-label={name}>
      <div class="connection-head">
        <KindMark kind={kind} />
        <div class="connection-names">
          <h2 class="connection-name truncate" title={name}>
            {name}
          </h2>
          <span class="connection-facts">
            <span>{say(`connections.kind.${kind}`)}</span>
            <span title={lastReceivedAt === null ? undefined : formatFull(lastReceivedAt)}>
              {lastReceivedAt === null
                ? say("connections.noEvent")
                : say("connections.lastEvent", { when: formatWhen(lastReceivedAt, Date.now()) })}
            </span>
          </span>
        </div>
        <State connection={connection} />
        <Menu
          label={say("connections.actions", { name })}
          buttonClass="icon-button"
          button={<Icon name="more" />}
          groups={[{ id: "actions", items: actionsOf(props) }]}
        />
      </div>
      {state === "failing" && (
        <Notice tone="danger" icon="warning">
          {reasonText(stateReason)}
        </Notice>
      )}
      {setAside > 0 && (
        <Notice tone="warning" icon="warning">
          {say("connections.setAside", { count: setAside })}
        </Notice>
      )}
      {!off && (
        <>
          {(kind === "pixel" || kind === "website") && <Origins connection={connection} />}
          {(kind === "line" || kind === "chatwoot") && <Channels connection={connection} />}
          {kind === "pixel" ? (
            <CopyField
              id={`snippet-${id}`}
              label={say("connections.pixel.snippet")}
              value={`<script async src="${webhook}"></script>`}
              hint={say("connections.pixel.snippet.hint")}
            />
          ) : (
            <CopyField
              id={`webhook-${id}`}
              label={say("connections.webhook")}
              value={webhook}
              hint={say(`connections.webhook.${kind}`)}
            />
          )}
          {(kind === "meta" || kind === "whatsapp") && (
            <Accounts connection={connection} model={props.model} />
          )}
          {kind !== "pixel" && <ConnectionTest connection={connection} model={props.tests} />}
          {kind === "chatwoot" && <History backfill={backfill} busy={busy} onStart={onBackfill} />}
          <News connection={connection} />
          {isRelayed(kind) && <Relay connection={connection} model={props.relay} />}
        </>
      )}
    </li>
  );
}

const isRelayed = (kind: string): boolean => (RELAYED_KINDS as readonly string[]).includes(kind);

function actionsOf({ connection, onSwitch, onRenew }: ConnectionCardProps): MenuItem[] {
  const { kind, state } = connection;
  const renewable = kind in SECRET_FIELDS;
  return [
    ...(renewable
      ? [{ id: "renew", label: say("connections.credentials"), icon: "lock" as const, onPick: onRenew }]
      : []),
    state === "disabled"
      ? { id: "on", label: say("connections.enable"), icon: "check", onPick: () => onSwitch(true) }
      : {
          id: "off",
          label: say("connections.disable"),
          icon: "close",
          danger: true,
          onPick: () => onSwitch(false),
        },
  ];
}

function State({ connection }: { connection: ConnectionItem }) {
  const { state, lastReceivedAt } = connection;
  if (state === "failing") return <span class="badge badge-danger">{say("connections.state.failing")}</span>;
  if (state === "disabled") return <span class="badge">{say("connections.state.disabled")}</span>;
  if (lastReceivedAt === null) {
    return <span class="badge badge-warning">{say("connections.state.waiting")}</span>;
  }
  return <span class="badge badge-good">{say("connections.state.active")}</span>;
}

function Origins({ connection }: { connection: ConnectionItem }) {
  return (
    <ul class="connection-channels">
      {connection.origins.map((origin) => (
        <li key={origin} class="connection-channel">
          {origin}
        </li>
      ))}
    </ul>
  );
}

function Channels({ connection }: { connection: ConnectionItem }) {
  if (connection.channels.length === 0)
    return <p class="connection-quiet">{say("connections.noChannels")}</p>;
  return (
    <ul class="connection-channels">
      {connection.channels.map((channel) => (
        <li key={channel.accountKey} class="connection-channel" title={channel.accountId}>
          <span class={`connection-dot connection-dot-${channel.kind}`} aria-hidden="true" />
          {channel.name}
        </li>
      ))}
    </ul>
  );
}
