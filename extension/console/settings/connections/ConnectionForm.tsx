import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { CopyButton } from "../../CopyField.tsx";
import { failureText, say } from "../../say.ts";
import { type ConnectionField, firstWrong, valuesOf } from "./fields.ts";

interface ConnectionFormProps {
  title: string;
  text?: string;
  fields: readonly ConnectionField[];
  submitLabel: string;
  /** The safe way out: back or cancel. */
  out: ComponentChildren;
  /** The refusal to show; null when it is done and the form goes. */
  onSubmit: (values: Record<string, string>) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** What is made for the form before anybody types. */
const begun = (fields: readonly ConnectionField[]): Record<string, string> =>
  Object.fromEntries(fields.flatMap(({ name, make }) => (make ? [[name, make()]] : [])));

/** Asks for what a connection needs. Stays open with the reason when it was refused. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { title, text, fields, submitLabel, out, onSubmit, onClose } = props;
  const [entered, setEntered] = useState(() => begun(fields));
  const [wrong, setWrong] = useState<{ name: string; text: string } | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const focus = (name: string | undefined) => document.getElementById(`connection-${name}`)?.focus();
  useEffect(() => focus(fields[0]?.name), [fields]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const values = valuesOf(fields, entered);
    const found = firstWrong(fields, values);
    setWrong(found && { name: found.name, text: say(found.message) });
    if (found) {
      focus(found.name);
      return;
    }
    setBusy(true);
    const refused = await onSubmit(values);
    setBusy(false);
    const field = fields.find(({ name }) => name === refused?.field);
    setFailure(field ? null : refused);
    if (!field || !refused) return;
    setWrong({ name: field.name, text: failureText(refused) });
    focus(field.name);
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Dialog
        wide
        title={title}
        onClose={onClose}
        actions={
          <>
            {out}
            <Button kind="primary" type="submit" busy={busy}>
              {submitLabel}
            </Button>
          </>
        }
      >
        {text}
        <div class="form">
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              value={entered[field.name] ?? field.start ?? ""}
              error={wrong?.name === field.name ? wrong.text : null}
              onInput={(value) => setEntered((all) => ({ ...all, [field.name]: value }))}
            />
          ))}
          {fields.some((field) => field.secret) && (
            <p class="connection-secret">
              <Icon name="lock" size={14} />
              {say("connections.secret.note")}
            </p>
          )}
          {failure && (
            <Notice tone="danger" icon="warning" live>
              {failureText(failure)}
            </Notice>
          )}
        </div>
      </Dialog>
    </form>
  );
}

interface FieldProps {
  field: ConnectionField;
  value: string;
  error: string | null;
  onInput: (value: string) => void;
}

function Field({ field, value, error, onInput }: FieldProps) {
  const id = `connection-${field.name}`;
  const words = { label: say(field.label), hint: say(field.hint) };
  if (field.choices) {
    const none = { value: "", label: say("connections.shop.line.none") };
    return (
      <Select
        id={id}
        {...words}
        value={value}
        error={error}
        options={field.mustChoose ? field.choices : [none, ...field.choices]}
        onPick={onInput}
      />
    );
  }
  return (
    <TextField
      id={id}
      {...words}
      type={field.secret ? "password" : (field.type ?? "text")}
      autoComplete={field.secret ? "new-password" : "off"}
      value={value}
      error={error}
      onInput={onInput}
      beside={field.make && <CopyButton id={id} label={words.label} value={value} />}
    />
  );
}
