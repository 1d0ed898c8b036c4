import { useState } from "preact/hooks";
import type { ConnectionItem } from "../../../../../shared/schemas/connections.ts";
import type { RelayItem } from "../../../../../shared/schemas/relay.ts";
import { formatFull, formatNumber, formatWhen } from "../../../../lib/format.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Notice } from "../../../../ui/Notice.tsx";
import { say } from "../../../say.ts";
import { DropDialog } from "./DropDialog.tsx";
import { relayReason } from "./reason.ts";
import { RelayDialog } from "./RelayDialog.tsx";
import type { RelayModel } from "./RelayModel.ts";
import { RelayPosts } from "./RelayPosts.tsx";
import "./relay.css";

interface RelayProps {
  connection: ConnectionItem;
  model: RelayModel;
}

type Asking = "address" | "posts" | "drop" | null;

/** The inbox behind a connection: where posts go on to, whether they get there, and what is kept until then. */
export function Relay({ connection, model }: RelayProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const relays = model.relays.data.value;
  if (!relays) return null;
  const item = relays.find(({ connectionId }) => connectionId === connection.id) ?? null;
  const url = item?.url ?? null;
  const close = () => {
    model.close();
    setAsking(null);
  };
  return (
    <div class="relay">
      <div class="relay-head">
        <h3 class="relay-title">{say("relay.title")}</h3>
        <span
          class="relay-state"
          role="status"
          title={item?.lastSentAt ? formatFull(item.lastSentAt) : undefined}
        >
          {stateText(item)}
        </span>
        <Button icon={url === null ? "plus" : "pencil"} onClick={() => setAsking("address")}>
          {say(url === null ? "relay.add" : "relay.change")}
        </Button>
      </div>
      {url !== null && (
        <p class="relay-url truncate" title={url}>
          {url}
        </p>
      )}
      {item?.error && url !== null && <Failing item={item} />}
      {item && item.waiting + item.parked > 0 && (
        <Kept item={item} model={model} onShow={() => setAsking("posts")} onDrop={() => setAsking("drop")} />
      )}
      {asking === "address" && (
        <RelayDialog
          name={connection.name}
          connectionId={connection.id}
          url={url}
          model={model}
          onClose={close}
        />
      )}
      {asking === "posts" && item && <RelayPosts item={item} model={model} onClose={close} />}
      {asking === "drop" && item && (
        <DropDialog
          count={item.waiting + item.parked}
          busy={model.busy.value}
          onDrop={() => void model.drop(item).then(close)}
          onClose={close}
        />
      )}
    </div>
  );
}

function stateText(item: RelayItem | null): string {
  if (!item || item.url === null) return say("relay.none");
  if (item.lastSentAt === null) return say("relay.never");
  return say("relay.lastSent", { when: formatWhen(item.lastSentAt, Date.now()) });
}

function Failing({ item: { error, failingSince, retryAt } }: { item: RelayItem }) {
  return (
    <Notice tone="danger" icon="warning">
      {relayReason(error)}{" "}
      {failingSince !== null && say("relay.since", { when: formatWhen(failingSince, Date.now()) })}{" "}
      {retryAt !== null && retryAt > Date.now() && say("relay.retry", { when: formatFull(retryAt) })}
    </Notice>
  );
}

interface KeptProps {
  item: RelayItem;
  model: RelayModel;
  onShow: () => void;
  onDrop: () => void;
}

function Kept({ item, model, onShow, onDrop }: KeptProps) {
  const { connectionId, url, waiting, parked, oldestAt } = item;
  const counts = { waiting: formatNumber(waiting), parked: formatNumber(parked) };
  return (
    <div class="relay-kept">
      <p class="relay-counts">
        {say("relay.kept", counts)}
        {oldestAt !== null && ` ${say("relay.oldest", { when: formatWhen(oldestAt, Date.now()) })}`}
      </p>
      <div class="relay-actions">
        <Button
          icon="retry"
          busy={model.busy.value}
          blocked={url === null}
          onClick={() => void model.resend(connectionId)}
        >
          {say("relay.resend")}
        </Button>
        <Button onClick={onShow}>{say("relay.show")}</Button>
        <Button icon="trash" onClick={onDrop}>
          {say("relay.drop")}
        </Button>
      </div>
    </div>
  );
}
