import { useRef, useState } from "preact/hooks";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { t } from "../messages.ts";
import { failureText } from "../words.ts";
import { REASON_LENGTH, type RevealModel } from "./RevealModel.ts";
import "./reveal.css";

/** Asks why a masked value has to be seen. */
export function RevealDialog({ model, what }: { model: RevealModel; what: string }) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const busy = model.busy.value;
  const failure = model.failure.value;
  const missing = reason.trim().length < REASON_LENGTH.min;

  const reveal = () => {
    setTried(true);
    if (missing) field.current?.focus();
    else void model.reveal(reason).then(() => model.asking.peek() ?? announce(t("reveal.shown", { what })));
  };
  const wrong = tried && missing ? t("reveal.reason-missing") : failure && failureText(failure);

  return (
    <Dialog
      title={t("reveal.title", { what })}
      onClose={model.cancel}
      actions={
        <>
          <Button onClick={model.cancel}>{t("panel.cancel")}</Button>
          <Button data-careful kind="primary" busy={busy} onClick={reveal}>
            {t("reveal.action")}
          </Button>
        </>
      }
    >
      <p>{t("reveal.text")}</p>
      <form
        class="reveal-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          reveal();
        }}
      >
        <TextField
          id="reveal-reason"
          label={t("reveal.reason")}
          value={reason}
          maxLength={REASON_LENGTH.max}
          readOnly={busy}
          error={wrong}
          inputRef={field}
          onInput={setReason}
        />
      </form>
    </Dialog>
  );
}
