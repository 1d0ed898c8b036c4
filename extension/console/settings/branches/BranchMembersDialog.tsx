import { useState } from "preact/hooks";
import type { BranchItem, BranchMember } from "../../../../shared/schemas/omo.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { failureText, say } from "../../say.ts";

interface BranchMembersDialogProps {
  branch: BranchItem;
  /** Whom a branch can have. */
  members: readonly BranchMember[];
  busy: boolean;
  onSave: (memberIds: string[]) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** Who works at a branch. Those who were disabled since stay in the list, to be taken out. */
export function BranchMembersDialog(props: BranchMembersDialogProps) {
  const { branch, members, busy, onSave, onClose } = props;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(branch.members.map(({ id }) => id)));
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const gone = branch.members.filter(({ id }) => members.every((one) => one.id !== id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Dialog
      title={say("branches.membersOf", { name: branch.name })}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("console.cancel")}</Button>
          <Button
            kind="primary"
            busy={busy}
            onClick={() => void onSave([...chosen]).then((refused) => setFailure(refused))}
          >
            {say("console.save")}
          </Button>
        </>
      }
    >
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      <fieldset class="branches-choices">
        <legend class="hidden-visually">{say("branches.membersOf", { name: branch.name })}</legend>
        {[...members, ...gone].map(({ id, name, role, disabled }) => (
          <label key={id} class="branches-choice">
            <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
            <span>
              {name}{" "}
              <span class="branches-role">
                {say(`role.${role}`)}
                {disabled && ` · ${say("members.state.disabled")}`}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
