import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { CopyField } from "../../CopyField.tsx";
import { say } from "../../say.ts";
import type { ShownLink } from "./MembersModel.ts";

/** A one-time link, shown this once. */
export function LinkDialog({ link, onClose }: { link: ShownLink; onClose: () => void }) {
  const { purpose, name, email, url } = link;
  return (
    <Dialog
      wide
      title={say(`members.link.${purpose}.title`, { name })}
      onClose={onClose}
      actions={
        <Button kind="primary" onClick={onClose}>
          {say("console.done")}
        </Button>
      }
    >
      {say("members.link.text", { email })}
      <div class="form">
        <CopyField id="member-link" label={say("members.link.label")} value={url} />
      </div>
    </Dialog>
  );
}
