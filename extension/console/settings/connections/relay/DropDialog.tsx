import { formatNumber } from "../../../../lib/format.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { say } from "../../../say.ts";

interface DropDialogProps {
  count: number;
  busy: boolean;
  onDrop: () => void;
  onClose: () => void;
}

/** What the inbox then never gets is asked for first. */
export const DropDialog = ({ count, busy, onDrop, onClose }: DropDialogProps) => (
  <Dialog
    title={say("relay.drop.title", { count: formatNumber(count) })}
    onClose={onClose}
    actions={
      <>
        <Button onClick={onClose}>{say("console.cancel")}</Button>
        <Button kind="danger" busy={busy} onClick={onDrop}>
          {say("relay.drop.do")}
        </Button>
      </>
    }
  >
    {say("relay.drop.text")}
  </Dialog>
);
