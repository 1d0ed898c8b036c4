import { useState } from "preact/hooks";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { FieldError, TextField } from "../../../ui/TextField.tsx";
import { failureText } from "../../words.ts";
import type { DeletedModel } from "./DeletedModel.ts";
import { isDeleteWord } from "./DeleteModel.ts";
import { say } from "./words.ts";

interface EraseDialogProps {
  model: DeletedModel;
  onClose: () => void;
  onBegun: () => void;
}

/** What cannot be undone is typed. */
export function EraseDialog({ model, onClose, onBegun }: EraseDialogProps) {
  const [typed, setTyped] = useState("");
  const failure = model.failure.value;
  const erase = async () => {
    if (isDeleteWord(typed) && (await model.eraseNow(typed))) onBegun();
  };
  return (
    <Dialog
      title={say("erase-title")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button
            data-careful
            kind="danger"
            busy={model.busy.value}
            blocked={!isDeleteWord(typed)}
            onClick={() => void erase()}
          >
            {say("erase")}
          </Button>
        </>
      }
    >
      <div class="deletion-ask">
        <p>{say("erase-text")}</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void erase();
          }}
        >
          <TextField
            id="deletion-word"
            label={say("type", { word: say("word") })}
            value={typed}
            onInput={setTyped}
          />
        </form>
        <FieldError id="deletion-failure" error={failure && failureText(failure)} />
      </div>
    </Dialog>
  );
}
