import { useEffect } from "preact/hooks";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { FieldError, TextField } from "../../../ui/TextField.tsx";
import type { Customer } from "../../Customer.ts";
import { useLifetime } from "../../use-model.ts";
import { failureText } from "../../words.ts";
import { Counts } from "./Counts.tsx";
import "./deletion.css";
import { createDeleteModel } from "./DeleteModel.ts";
import { say } from "./words.ts";

export interface DeleteDialogProps {
  customer: Customer;
  onClose: () => void;
}

/** Says what goes and what stays out of reach, and asks for the word. */
export function DeleteDialog({ customer, onClose }: DeleteDialogProps) {
  const model = useLifetime(() => createDeleteModel(customer));
  useEffect(() => void model.count(), [model]);
  const preview = model.preview.value;
  const failure = model.failure.value;
  const remove = async () => {
    if (await model.remove()) onClose();
  };
  return (
    <Dialog
      title={say("title")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          {preview || !failure ? (
            <Button
              data-careful
              kind="danger"
              busy={model.deleting.value}
              blocked={!model.confirmed.value}
              onClick={() => void remove()}
            >
              {say("delete")}
            </Button>
          ) : (
            <Button kind="primary" onClick={() => void model.count()}>
              {say("retry")}
            </Button>
          )}
        </>
      }
    >
      <div class="deletion-ask">
        {model.changed.value && (
          <Notice tone="warning" icon="warning" live>
            {say("changed")}
          </Notice>
        )}
        {preview ? (
          <>
            <p>{say("goes")}</p>
            <Counts counts={preview.counts} />
          </>
        ) : (
          !failure && <p>{say("counting")}</p>
        )}
        <p>{say("hours")}</p>
        <p class="deletion-beyond">{say("beyond.always")}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void remove();
          }}
        >
          <TextField
            id="deletion-word"
            label={say("type", { word: say("word") })}
            value={model.typed.value}
            onInput={model.type}
          />
        </form>
        <FieldError id="deletion-failure" error={failure && failureText(failure)} />
      </div>
    </Dialog>
  );
}
