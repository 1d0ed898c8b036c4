import { useState } from "preact/hooks";
import { DELETE_WORDS } from "../../../shared/schemas/conversations.ts";
import type { CallFailure } from "../../lib/failure.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { failureText, say } from "../say.ts";
import { tell } from "../told.ts";
import type { DeletionsModel } from "./DeletionsModel.ts";

interface EraseDialogProps {
  deletionId: string;
  model: DeletionsModel;
  onClose: () => void;
}

/** What cannot be undone is typed. */
export function EraseDialog({ deletionId, model, onClose }: EraseDialogProps) {
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const meant = DELETE_WORDS.some((word) => word === typed.normalize("NFC").trim());
  const erase = async () => {
    if (!meant) return;
    const refused = await model.eraseNow(deletionId, typed);
    setFailure(refused);
    if (refused) return;
    tell(say("deletions.erasing"));
    onClose();
  };
  return (
    <Dialog
      title={say("deletions.erase-title")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("console.cancel")}</Button>
          <Button
            kind="danger"
            blocked={!meant}
            busy={model.busy.value === deletionId}
            onClick={() => void erase()}
          >
            {say("deletions.erase-do")}
          </Button>
        </>
      }
    >
      <p>{say("deletions.erase-text")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void erase();
        }}
      >
        <TextField
          id="deletions-word"
          label={say("deletions.type", { word: say("deletions.word") })}
          value={typed}
          onInput={setTyped}
          error={failure && failureText(failure)}
        />
      </form>
    </Dialog>
  );
}
