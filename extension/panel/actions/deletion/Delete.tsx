import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../ui/Button.tsx";
import { showFailure } from "../../../ui/toasts.ts";
import type { Customer } from "../../Customer.ts";
import { t } from "../../messages-below.ts";
import { failureText } from "../../words.ts";
import type { DeleteDialogProps } from "./DeleteDialog.tsx";

/** 刪除: its button; what is asked comes with the click. */
export function Delete({ customer }: { customer: Customer }) {
  const [Dialog, setDialog] = useState<FunctionComponent<DeleteDialogProps> | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const { DeleteDialog } = await import("./DeleteDialog.tsx");
      setDialog(() => DeleteDialog);
    } catch {
      showFailure(failureText({ code: "OFFLINE" }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon="trash" busy={busy} blocked={!customer.confirmed.value} onClick={() => void open()}>
        {t("actions.delete")}
      </Button>
      {Dialog && <Dialog customer={customer} onClose={() => setDialog(null)} />}
    </>
  );
}
