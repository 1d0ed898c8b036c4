import { useEffect, useRef, useState } from "preact/hooks";
import { API_SCOPES, type ApiScope } from "../../../../shared/schemas/api-keys.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";

interface NewKeyDialogProps {
  busy: boolean;
  onMake: (name: string, scopes: ApiScope[]) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** Asks what a new key is for. Stays open with the reason when it was refused. */
export function NewKeyDialog({ busy, onMake, onClose }: NewKeyDialogProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly ApiScope[]>(["orders:write"]);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (name.trim() === "") {
      setError(say("console.required"));
      field.current?.focus();
      return;
    }
    if (scopes.length === 0) {
      setError(say("apiKeys.scope.none"));
      return;
    }
    const failure = await onMake(name.trim(), [...scopes]);
    setError(failure && failureText(failure));
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Dialog
        wide
        title={say("apiKeys.create")}
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>{say("console.cancel")}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {say("apiKeys.create.submit")}
            </Button>
          </>
        }
      >
        {say("apiKeys.create.text")}
        <div class="form">
          <TextField
            id="api-key-name"
            label={say("apiKeys.name")}
            hint={say("apiKeys.name.hint")}
            value={name}
            maxLength={100}
            inputRef={field}
            error={error}
            onInput={setName}
          />
          <fieldset class="api-key-scopes">
            <legend class="field-label">{say("apiKeys.scopes")}</legend>
            {API_SCOPES.map((scope) => (
              <label key={scope} class="api-key-scope">
                <input
                  type="checkbox"
                  checked={scopes.includes(scope)}
                  onChange={(event) => {
                    const others = scopes.filter((one) => one !== scope);
                    setScopes(event.currentTarget.checked ? [...others, scope] : others);
                  }}
                />
                {say(`apiKeys.scope.${scope}`)}
              </label>
            ))}
          </fieldset>
        </div>
      </Dialog>
    </form>
  );
}
