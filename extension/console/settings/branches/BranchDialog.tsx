import { useState } from "preact/hooks";
import type { BranchItem } from "../../../../shared/schemas/omo.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";

interface BranchDialogProps {
  /** null for a new one. */
  branch: BranchItem | null;
  busy: boolean;
  onSave: (name: string) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** What a branch is called. */
export function BranchDialog({ branch, busy, onSave, onClose }: BranchDialogProps) {
  const [name, setName] = useState(branch?.name ?? "");
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [tried, setTried] = useState(false);
  const missing = name.trim() === "";
  const save = async () => {
    setTried(true);
    if (!missing) setFailure(await onSave(name.trim()));
  };
  const reason =
    failure && (failure.code === "ALREADY_EXISTS" ? say("branches.ALREADY_EXISTS") : failureText(failure));
  return (
    <Dialog
      title={branch ? say("branches.rename", { name: branch.name }) : say("branches.create")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("console.cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={() => void save()}>
            {say("console.save")}
          </Button>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          id="branch-name"
          label={say("branches.name")}
          value={name}
          maxLength={60}
          error={tried && missing ? say("console.required") : reason}
          onInput={setName}
        />
      </form>
    </Dialog>
  );
}
