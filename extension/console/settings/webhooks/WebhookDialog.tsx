import { useEffect, useRef, useState } from "preact/hooks";
import {
  WEBHOOK_TYPES,
  type WebhookEndpoint,
  type WebhookType,
} from "../../../../shared/schemas/webhooks.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";
import type { EndpointFields } from "./WebhooksModel.ts";

interface WebhookDialogProps {
  /** null for a new one. */
  endpoint: WebhookEndpoint | null;
  busy: boolean;
  onSave: (fields: EndpointFields) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** Where an endpoint is and what it is told of. Stays open with the reason when it was refused. */
export function WebhookDialog({ endpoint, busy, onSave, onClose }: WebhookDialogProps) {
  const [name, setName] = useState(endpoint?.name ?? "");
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [types, setTypes] = useState<readonly WebhookType[]>(
    endpoint && endpoint.types.length > 0 ? endpoint.types : WEBHOOK_TYPES,
  );
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || url.trim() === "" || types.length === 0) return;
    const all = types.length === WEBHOOK_TYPES.length;
    setFailure(await onSave({ name: name.trim(), url: url.trim(), types: all ? [] : [...types] }));
  };
  const missing = (text: string) => (tried && text.trim() === "" ? say("console.required") : null);
  const ofUrl = failure?.field === "url";
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Dialog
        wide
        title={endpoint ? say("webhooks.edit", { name: endpoint.name }) : say("webhooks.create")}
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>{say("console.cancel")}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {say("console.save")}
            </Button>
          </>
        }
      >
        <div class="form">
          <TextField
            id="webhook-name"
            label={say("webhooks.name")}
            value={name}
            maxLength={100}
            inputRef={field}
            error={missing(name) ?? (failure && !ofUrl ? failureText(failure) : null)}
            onInput={setName}
          />
          <TextField
            id="webhook-url"
            type="url"
            label={say("webhooks.url")}
            value={url}
            maxLength={2000}
            placeholder="https://"
            error={missing(url) ?? (failure && ofUrl ? failureText(failure) : null)}
            onInput={setUrl}
          />
          <fieldset class="webhook-types">
            <legend class="field-label">{say("webhooks.types")}</legend>
            {WEBHOOK_TYPES.map((type) => (
              <label key={type} class="webhook-type">
                <input
                  type="checkbox"
                  checked={types.includes(type)}
                  onChange={(event) => {
                    const others = types.filter((one) => one !== type);
                    setTypes(event.currentTarget.checked ? [...others, type] : others);
                  }}
                />
                <span>
                  {say(`webhooks.type.${type}`)} <code>{type}</code>
                </span>
              </label>
            ))}
          </fieldset>
          {tried && types.length === 0 && (
            <p class="field-error" role="alert">
              {say("webhooks.types.none")}
            </p>
          )}
        </div>
      </Dialog>
    </form>
  );
}
