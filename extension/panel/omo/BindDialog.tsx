import { useEffect, useMemo, useState } from "preact/hooks";
import type { OmoChoice } from "../../../shared/schemas/omo.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { t } from "../messages-below.ts";
import { failureText } from "../words.ts";
import { matching, type OmoModel } from "./OmoModel.ts";

export interface BindDialogProps {
  model: OmoModel;
  onClose: () => void;
  onBound: (failure: CallFailure | null) => void;
}

/** More are found by typing. */
const SHOWN = 50;

/** Whom to bind the contact to: a member of a branch, or a member alone. */
export function BindDialog({ model, onClose, onBound }: BindDialogProps) {
  const [choices, setChoices] = useState<OmoChoice[] | null>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<OmoChoice | null>(null);
  useEffect(() => {
    model.choices().then(setChoices, (error: unknown) => setFailure(failureOf(error)));
  }, [model]);
  const found = useMemo(() => matching(choices ?? [], text), [choices, text]);
  return (
    <Dialog
      title={t("omo.choose")}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("panel.cancel")}</Button>
          <Button
            data-careful
            kind="primary"
            blocked={!picked}
            busy={model.busy.value}
            onClick={() => picked && void model.bind(picked).then(onBound)}
          >
            {t("omo.bind")}
          </Button>
        </>
      }
    >
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {!failure && choices === null && <Skeleton width="70%" />}
      {choices !== null && (
        <>
          <TextField
            id="omo-search"
            label={t("omo.search")}
            type="search"
            value={text}
            maxLength={100}
            onInput={setText}
          />
          <div class="omo-choices" role="radiogroup" aria-label={t("omo.choose")}>
            {found.slice(0, SHOWN).map((choice) => {
              const { memberId, memberName, branchId, branchName } = choice;
              return (
                <label key={`${memberId} ${branchId}`} class="omo-choice">
                  <input
                    type="radio"
                    name="omo-choice"
                    checked={picked === choice}
                    onChange={() => setPicked(choice)}
                  />
                  <span>
                    {memberName}
                    {branchName !== null && <span class="omo-branch"> · {branchName}</span>}
                  </span>
                </label>
              );
            })}
          </div>
          <p class="omo-none" role="status">
            {found.length > SHOWN ? t("omo.more", { n: found.length - SHOWN }) : ""}
            {found.length === 0 ? t("omo.nobody") : ""}
          </p>
        </>
      )}
    </Dialog>
  );
}
