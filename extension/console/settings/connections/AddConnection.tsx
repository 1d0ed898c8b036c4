import { useMemo, useState } from "preact/hooks";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { say } from "../../say.ts";
import { ConnectionForm } from "./ConnectionForm.tsx";
import type { ConnectionsModel } from "./ConnectionsModel.ts";
import { type AddedKind, NEW_FIELDS, originsOf } from "./fields.ts";
import { KindMark } from "./KindMark.tsx";
import { withLineAccounts } from "./shop-fields.ts";

const KINDS = Object.keys(NEW_FIELDS) as AddedKind[];

/** Asks what to connect, then what that needs. */
export function AddConnection({ model, onClose }: { model: ConnectionsModel; onClose: () => void }) {
  const [kind, setKind] = useState<AddedKind | null>(null);
  const fields = useMemo(
    () => (kind ? withLineAccounts(NEW_FIELDS[kind], model.connections.data.peek() ?? []) : []),
    [kind, model],
  );
  if (!kind) return <ChooseKind onChoose={setKind} onClose={onClose} />;

  const submit = async (values: Record<string, string>) => {
    const failure = await send(model, kind, values);
    if (!failure) onClose();
    return failure;
  };
  return (
    <ConnectionForm
      title={say(`connections.kind.${kind}`)}
      text={say(`connections.kind.${kind}.hint`)}
      fields={fields}
      submitLabel={say("connections.submit")}
      out={<Button onClick={() => setKind(null)}>{say("connections.back")}</Button>}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

function ChooseKind({ onChoose, onClose }: { onChoose: (kind: AddedKind) => void; onClose: () => void }) {
  return (
    <Dialog
      wide
      title={say("connections.choose")}
      onClose={onClose}
      actions={<Button onClick={onClose}>{say("console.cancel")}</Button>}
    >
      <div class="kinds">
        {KINDS.map((kind) => (
          <button key={kind} type="button" class="kind" onClick={() => onChoose(kind)}>
            <KindMark kind={kind} />
            <span>
              <span class="kind-name">{say(`connections.kind.${kind}`)}</span>
              <span class="kind-hint">{say(`connections.kind.${kind}.hint`)}</span>
            </span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}

/** The required ones are there: the form asked for them. */
function send(
  model: ConnectionsModel,
  kind: AddedKind,
  values: Record<string, string>,
): Promise<CallFailure | null> {
  const { name = "", channelSecret = "", accessToken = "", origin = "", accountId = "", ...more } = values;
  if (kind === "line") return model.addLine({ name, channelSecret, accessToken });
  if (kind === "pixel") {
    const { origins = "", shopKey = "" } = more;
    return model.addPixel({ name, origins: originsOf(origins) ?? [], shopKey });
  }
  const { appSecret = "", verifyToken = "" } = more;
  if (kind === "meta") return model.addMeta({ name, appSecret, verifyToken });
  if (kind === "whatsapp") return model.addWhatsapp({ name, appSecret, verifyToken, accessToken });
  if (kind === "website") {
    const { origins = "", siteKey = "" } = more;
    return model.addWebsite({ name, origins: originsOf(origins) ?? [], siteKey });
  }
  const { webhookSecret, apiToken, requestsPerSecond } = more;
  if (kind !== "chatwoot") {
    const { domain = "", lineChannelId } = more;
    return model.addShop({
      kind,
      name,
      domain,
      webhookSecret: webhookSecret ?? "",
      ...(apiToken ? { apiToken } : {}),
      ...(lineChannelId ? { lineChannelId } : {}),
    });
  }
  return model.addChatwoot({
    name,
    origin,
    accountId,
    ...(webhookSecret ? { webhookSecret } : {}),
    ...(apiToken ? { apiToken } : {}),
    ...(requestsPerSecond ? { requestsPerSecond: Number(requestsPerSecond) } : {}),
  });
}
