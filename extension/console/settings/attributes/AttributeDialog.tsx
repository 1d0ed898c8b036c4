import { useEffect, useRef, useState } from "preact/hooks";
import {
  ATTRIBUTE_NAME_MAX,
  ATTRIBUTE_TYPES,
  type AttributeDefinition,
  type AttributeType,
} from "../../../../shared/schemas/attributes.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";

interface AttributeDialogProps {
  /** The one to rename; null for a new one. */
  attribute: AttributeDefinition | null;
  /** The refusal to show; null when it is done and the dialog goes. */
  onSave: (name: string, type: AttributeType) => Promise<CallFailure | null>;
  onClose: () => void;
}

export function AttributeDialog({ attribute, onSave, onClose }: AttributeDialogProps) {
  const [name, setName] = useState(attribute?.name ?? "");
  const [type, setType] = useState<AttributeType>(attribute?.type ?? "text");
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setMissing(name.trim() === "");
    if (name.trim() === "") return field.current?.focus();
    setBusy(true);
    const refused = await onSave(name.trim(), type);
    if (!refused) return;
    setBusy(false);
    setFailure(refused);
    field.current?.focus();
  };
  const atName = failure?.field === "name" ? nameFailureText(failure) : null;
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Dialog
        title={
          attribute ? say("attributes.rename.title", { name: attribute.name }) : say("attributes.define")
        }
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
        <div class="attributes-form">
          {failure && !atName && (
            <Notice tone="danger" icon="warning" live>
              {failureText(failure)}
            </Notice>
          )}
          <TextField
            id="attribute-name"
            label={say("attributes.name")}
            value={name}
            maxLength={ATTRIBUTE_NAME_MAX}
            inputRef={field}
            error={missing ? say("console.required") : atName}
            onInput={(text) => {
              setName(text);
              setMissing(false);
            }}
          />
          {!attribute && (
            <Select
              id="attribute-type"
              label={say("attributes.type")}
              hint={say("attributes.type.hint")}
              value={type}
              options={ATTRIBUTE_TYPES.map((value) => ({ value, label: say(`attributes.type.${value}`) }))}
              onPick={setType}
            />
          )}
        </div>
      </Dialog>
    </form>
  );
}

const nameFailureText = (failure: CallFailure): string =>
  failure.code === "ALREADY_EXISTS" ? say("attributes.ALREADY_EXISTS") : failureText(failure);
