import { useEffect, useState } from "preact/hooks";
import type { CallFailure } from "../../../../lib/failure.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Notice } from "../../../../ui/Notice.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { failureText, say } from "../../../say.ts";
import type { RelayModel } from "./RelayModel.ts";

interface RelayDialogProps {
  /** The connection's. */
  name: string;
  connectionId: string;
  url: string | null;
  model: RelayModel;
  onClose: () => void;
}

const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/** Asks for the address of the inbox behind a connection, or takes it away. */
export function RelayDialog({ name, connectionId, url, model, onClose }: RelayDialogProps) {
  const [entered, setEntered] = useState(url ?? "");
  const [wrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  useEffect(() => document.getElementById("relay-url")?.focus(), []);
  const set = async (next: string | null) => {
    setFailure(null);
    const refused = await model.set(connectionId, next);
    setFailure(refused);
    if (!refused) onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const text = entered.trim();
    setWrong(!isAddress(text));
    if (isAddress(text)) void set(text);
    else document.getElementById("relay-url")?.focus();
  };
  const ofField = failure !== null && (failure.field === "url" || failure.code === "ADDRESS_NOT_ALLOWED");
  const shown = ofField ? failureText(failure) : null;
  return (
    <form noValidate onSubmit={submit}>
      <Dialog
        wide
        title={say("relay.dialog", { name })}
        onClose={onClose}
        actions={
          <>
            {url !== null && (
              <Button kind="quiet" busy={model.busy.value} onClick={() => void set(null)}>
                {say("relay.off")}
              </Button>
            )}
            <Button onClick={onClose}>{say("console.cancel")}</Button>
            <Button kind="primary" type="submit" busy={model.busy.value}>
              {say("console.save")}
            </Button>
          </>
        }
      >
        <p>{say("relay.dialog.text")}</p>
        <div class="form">
          <TextField
            id="relay-url"
            type="url"
            autoComplete="off"
            label={say("relay.url")}
            hint={say("relay.url.hint")}
            value={entered}
            error={wrong ? say("connections.chatwoot.origin.invalid") : shown}
            onInput={setEntered}
          />
          {failure && !ofField && (
            <Notice tone="danger" icon="warning" live>
              {failureText(failure)}
            </Notice>
          )}
        </div>
      </Dialog>
    </form>
  );
}
