import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { announce } from "../../../ui/announce.ts";
import { Button } from "../../../ui/Button.tsx";
import { showFailure, showToast } from "../../../ui/toasts.ts";
import type { Customer } from "../../Customer.ts";
import { t } from "../../messages-below.ts";
import { failureText } from "../../words.ts";
import "./export.css";
import type { ExportDialogProps } from "./ExportDialog.tsx";
import { MailNotice } from "./MailNotice.tsx";
import { mayExport } from "./may-export.ts";

/** 導出對話: its button; what is asked comes with the click. */
export function Export({ customer }: { customer: Customer }) {
  const [Dialog, setDialog] = useState<FunctionComponent<ExportDialogProps> | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const { ExportDialog } = await import("./ExportDialog.tsx");
      setDialog(() => ExportDialog);
    } catch {
      showFailure(failureText({ code: "OFFLINE" }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon="download" busy={busy} blocked={!customer.confirmed.value} onClick={() => void open()}>
        {t("export.button")}
      </Button>
      {Dialog && (
        <Dialog
          customer={customer}
          onClose={() => setDialog(null)}
          onDone={(text) => {
            setDialog(null);
            showToast(text);
            announce(text);
          }}
        />
      )}
    </>
  );
}

/** 最後導出時間 and by whom, and what became of the newest mail. */
export function ExportState({ customer }: { customer: Customer }) {
  const { lastAt, lastByName, mail } = customer.view.value.export;
  const shownMail = mayExport(customer) ? mail : null;
  if (lastAt === null && !shownMail) return null;
  return (
    <div class="export-state">
      {lastAt !== null && (
        <p class="export-last">
          <span title={formatFull(lastAt)}>
            {t("export.last", {
              when: formatWhen(lastAt, customer.now()),
              name: lastByName ?? t("panel.unnamed"),
            })}
          </span>
        </p>
      )}
      {shownMail && <MailNotice customer={customer} mail={shownMail} />}
    </div>
  );
}
