import { useState } from "preact/hooks";
import type { WebhookDelivery, WebhookEndpoint } from "../../../../shared/schemas/webhooks.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Segmented } from "../../../ui/Segmented.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { Loaded } from "../../PageFrame.tsx";
import { failureText, say } from "../../say.ts";
import { typeWord } from "./words.ts";
import type { DeliveryState, WebhooksModel } from "./WebhooksModel.ts";

const STATES = ["all", "waiting", "delivered", "failed"] as const;

/** What an endpoint was told and is to be told, with a way to tell it again. */
export function Deliveries({ model, endpoint }: { model: WebhooksModel; endpoint: WebhookEndpoint }) {
  const [asking, setAsking] = useState(false);
  const id = `webhook-deliveries-${endpoint.id}`;
  return (
    <section class="webhook-deliveries" aria-labelledby={id}>
      <div class="webhook-deliveries-head">
        <h2 id={id} class="page-section-title">
          {say("webhooks.deliveries.of", { name: endpoint.name })}
        </h2>
        <Button icon="retry" onClick={() => setAsking(true)}>
          {say("webhooks.replaySince")}
        </Button>
      </div>
      <Segmented
        name="webhook-state"
        label={say("webhooks.state")}
        value={model.state.value ?? "all"}
        options={STATES.map((value) => ({ value, label: say(`webhooks.state.${value}`) }))}
        onChange={(value) => model.show(endpoint.id, value === "all" ? null : (value as DeliveryState))}
      />
      <Loaded resource={model.deliveries} lines={3}>
        {({ items, next }) =>
          items.length === 0 ? (
            <p class="page-card webhooks-none">{say("webhooks.deliveries.none")}</p>
          ) : (
            <>
              <ul class="page-card webhook-list">
                {items.map((item) => (
                  <Delivery key={item.seq} item={item} model={model} />
                ))}
              </ul>
              {next !== null && <Button onClick={() => void model.more()}>{say("webhooks.more")}</Button>}
            </>
          )
        }
      </Loaded>
      {asking && (
        <SinceDialog
          busy={model.busy.value}
          onReplay={async (since) => {
            const failure = await model.replaySince(endpoint, since);
            if (!failure) setAsking(false);
            return failure;
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Delivery({ item, model }: { item: WebhookDelivery; model: WebhooksModel }) {
  const now = Date.now();
  const { state, attempts, lastError, lastStatus } = item;
  const tone = state === "delivered" ? " badge-good" : state === "failed" ? " badge-danger" : "";
  return (
    <li class="webhook-delivery">
      <span class="webhook-facts">
        <span class="webhook-what">
          {typeWord(item.type)}
          <span class={`badge${tone}`}>{say(`webhooks.state.${state}`)}</span>
        </span>
        <span class="webhook-line">
          <span title={formatFull(item.at)}>{formatWhen(item.at, now)}</span>
          <code>{item.eventId}</code>
          {attempts > 0 && <span>{say("webhooks.attempts", { n: attempts })}</span>}
          {lastError !== null && (
            <span>
              {lastStatus ? say("webhooks.answered", { status: lastStatus }) : say(reasonOf(lastError))}
            </span>
          )}
          {state === "waiting" && attempts > 0 && (
            <span>{say("webhooks.next", { when: formatFull(item.nextAt) })}</span>
          )}
        </span>
      </span>
      <IconButton
        icon="retry"
        label={say("webhooks.replay", { id: item.eventId })}
        onClick={() => void model.replay(item.seq)}
      />
    </li>
  );
}

const reasonOf = (error: string) =>
  error === "timeout"
    ? "webhooks.reason.timeout"
    : error === "address_refused"
      ? "webhooks.reason.address"
      : "webhooks.reason.unreachable";

interface SinceDialogProps {
  busy: boolean;
  onReplay: (since: number) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** From when on everything is told again. */
function SinceDialog({ busy, onReplay, onClose }: SinceDialogProps) {
  const [since, setSince] = useState("");
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const at = Date.parse(since);
    if (Number.isNaN(at)) {
      setError(say("console.required"));
      return;
    }
    const failure = await onReplay(at);
    setError(failure && failureText(failure));
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Dialog
        wide
        title={say("webhooks.replaySince")}
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>{say("console.cancel")}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {say("webhooks.replaySince.submit")}
            </Button>
          </>
        }
      >
        {say("webhooks.replaySince.text")}
        <div class="form">
          <TextField
            id="webhook-since"
            type="datetime-local"
            label={say("webhooks.since")}
            value={since}
            error={error}
            onInput={setSince}
          />
        </div>
      </Dialog>
    </form>
  );
}
