import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { ENDPOINTS_MAX, type WebhookEndpoint } from "../../../../shared/schemas/webhooks.ts";
import type { Api } from "../../../lib/api.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { CopyField } from "../../CopyField.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { Deliveries } from "./Deliveries.tsx";
import { WebhookDialog } from "./WebhookDialog.tsx";
import {
  createWebhooksModel,
  type WebhooksCalls,
  type WebhooksModel,
  type WebhooksTold,
} from "./WebhooksModel.ts";
import "./webhooks.css";

type Asking = { what: "edit" | "rotate" | "remove"; endpoint: WebhookEndpoint } | { what: "create" };

/** Other systems that are told of what happens here, and how that goes. */
export function WebhooksPage({ api }: PageProps) {
  const model = useMemo(() => createWebhooksModel(callsOf(api), told), [api]);
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => void model.endpoints.load(), [model]);
  useOnReturn(model.endpoints.load);
  const endpoints = model.endpoints.data.value;
  const shown = endpoints?.find(({ id }) => id === model.shown.value);
  const secret = model.secret.value;
  return (
    <PageFrame
      title={say("page.webhooks")}
      intro={say("webhooks.intro")}
      action={
        endpoints && (
          <Button
            kind="primary"
            icon="plus"
            blocked={endpoints.length >= ENDPOINTS_MAX}
            onClick={() => setAsking({ what: "create" })}
          >
            {say("webhooks.create")}
          </Button>
        )
      }
    >
      <Loaded resource={model.endpoints} lines={2}>
        {(list) =>
          list.length === 0 ? (
            <p class="page-card webhooks-none">{say("webhooks.none")}</p>
          ) : (
            <ul class="page-card webhook-list" aria-busy={model.busy.value}>
              {list.map((endpoint) => (
                <Endpoint key={endpoint.id} endpoint={endpoint} model={model} onAsk={setAsking} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {shown && <Deliveries model={model} endpoint={shown} />}
      {asking && <Ask asking={asking} model={model} onClose={() => setAsking(null)} />}
      {secret && (
        <Dialog
          wide
          title={say("webhooks.secret.of", { name: secret.name })}
          onClose={model.close}
          actions={
            <Button kind="primary" onClick={model.close}>
              {say("console.done")}
            </Button>
          }
        >
          {say("webhooks.secret.text")}
          <div class="form">
            <CopyField id="webhook-secret" label={say("webhooks.secret")} value={secret.secret} />
          </div>
        </Dialog>
      )}
    </PageFrame>
  );
}

interface EndpointProps {
  endpoint: WebhookEndpoint;
  model: WebhooksModel;
  onAsk: (asking: Asking) => void;
}

function Endpoint({ endpoint, model, onAsk }: EndpointProps) {
  const { id, name, url, types, active, reason, failingSince, waiting, failed, lastDeliveredAt } = endpoint;
  const now = Date.now();
  const open = model.shown.value === id;
  return (
    <li class="webhook">
      <span class="webhook-facts">
        <span class="webhook-what">
          {name}
          {!active && <span class="badge badge-danger">{say(`webhooks.off.${reason ?? "by_hand"}`)}</span>}
          {active && failingSince !== null && (
            <span class="badge badge-danger">
              {say("webhooks.failing", { when: formatWhen(failingSince, now) })}
            </span>
          )}
        </span>
        <code class="webhook-url">{url}</code>
        <span class="webhook-line">
          <span>{types.length === 0 ? say("webhooks.all") : say("webhooks.some", { n: types.length })}</span>
          <span title={lastDeliveredAt === null ? undefined : formatFull(lastDeliveredAt)}>
            {lastDeliveredAt === null
              ? say("webhooks.never")
              : say("webhooks.last", { when: formatWhen(lastDeliveredAt, now) })}
          </span>
          {waiting > 0 && <span>{say("webhooks.waiting", { n: waiting })}</span>}
          {failed > 0 && <span>{say("webhooks.failed", { n: failed })}</span>}
        </span>
      </span>
      <span class="webhook-buttons">
        <Switch
          label={say("webhooks.active", { name })}
          on={active}
          busy={model.busy.value}
          onSwitch={(on) => void model.setActive(endpoint, on)}
        />
        <Button kind="quiet" blocked={!active} onClick={() => void model.test(endpoint)}>
          {say("webhooks.test")}
          <span class="hidden-visually"> {name}</span>
        </Button>
        <Button kind="quiet" aria-expanded={open} onClick={() => model.show(open ? null : id)}>
          {say("webhooks.deliveries")}
          <span class="hidden-visually"> {name}</span>
        </Button>
        <IconButton
          icon="pencil"
          label={say("webhooks.edit", { name })}
          onClick={() => onAsk({ what: "edit", endpoint })}
        />
        <IconButton
          icon="lock"
          label={say("webhooks.rotate.of", { name })}
          onClick={() => onAsk({ what: "rotate", endpoint })}
        />
        <IconButton
          icon="trash"
          label={say("webhooks.remove.of", { name })}
          onClick={() => onAsk({ what: "remove", endpoint })}
        />
      </span>
    </li>
  );
}

function Ask({ asking, model, onClose }: { asking: Asking; model: WebhooksModel; onClose: () => void }) {
  if (asking.what === "create" || asking.what === "edit") {
    return (
      <WebhookDialog
        endpoint={asking.what === "edit" ? asking.endpoint : null}
        busy={model.busy.value}
        onSave={async (fields) => {
          const failure = await (asking.what === "edit"
            ? model.save(asking.endpoint, fields)
            : model.create(fields));
          if (!failure) onClose();
          return failure;
        }}
        onClose={onClose}
      />
    );
  }
  const { what, endpoint } = asking;
  return (
    <Dialog
      title={say(`webhooks.${what}.title`, { name: endpoint.name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("console.cancel")}</Button>
          <Button
            kind={what === "remove" ? "danger" : "primary"}
            onClick={() => {
              onClose();
              void (what === "remove" ? model.remove(endpoint) : model.rotate(endpoint));
            }}
          >
            {say(`webhooks.${what}`)}
          </Button>
        </>
      }
    >
      {say(`webhooks.${what}.text`)}
    </Dialog>
  );
}

const callsOf = ({ webhooks }: Api): WebhooksCalls => ({
  list: () => webhooks.list.query({}),
  create: (input) => webhooks.create.mutate({ ...input, operationId: uuidv7() }),
  update: ({ endpointId, name, url, types, active, seen }) =>
    webhooks.update.mutate({ endpointId, name, url, types, active, seen, operationId: uuidv7() }),
  remove: (input) => webhooks.remove.mutate({ ...input, operationId: uuidv7() }),
  rotate: (input) => webhooks.rotate.mutate({ ...input, operationId: uuidv7() }),
  test: (input) => webhooks.test.mutate({ ...input, operationId: uuidv7() }),
  deliveries: (input) => webhooks.deliveries.query(input),
  replay: (input) => webhooks.replay.mutate({ ...input, operationId: uuidv7() }),
  replaySince: (input) => webhooks.replaySince.mutate({ ...input, operationId: uuidv7() }),
});

const told: WebhooksTold = {
  saved: (name) => tell(say("webhooks.toast.saved", { name })),
  removed: (name) => tell(say("webhooks.toast.removed", { name })),
  tested: (name) => tell(say("webhooks.toast.tested", { name })),
  replayed: (n) => tell(say("webhooks.toast.replayed", { n })),
  failed: tellFailure,
};
