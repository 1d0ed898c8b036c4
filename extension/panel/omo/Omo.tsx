import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import type { OmoBinding } from "../../../shared/schemas/omo.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import type { CallFailure } from "../../lib/failure.ts";
import { Button } from "../../ui/Button.tsx";
import { Section } from "../../ui/Section.tsx";
import { showFailure, showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import type { BindDialogProps } from "./BindDialog.tsx";
import "./omo.css";
import { createOmoModel, hasOmo, type OmoModel } from "./OmoModel.ts";

/** 綁定成員（分店）, on LINE and WhatsApp and with the module on; who may not change it sees it. */
export function Omo({ customer }: { customer: Customer }) {
  const model = useLifetime(() => createOmoModel(customer));
  if (!hasOmo(customer.view.value)) return null;
  const binding = model.binding.value;
  const may = customer.may("omo:bind");
  return (
    <Section id="omo" title={t("omo.title")}>
      <div class="omo">
        {binding ? (
          <Bound binding={binding} now={customer.now()} />
        ) : (
          <span class="omo-none">{t("omo.none")}</span>
        )}
        {may && (
          <span class="omo-action">
            {binding ? (
              <Button
                data-careful
                busy={model.busy.value}
                blocked={!customer.confirmed.value}
                onClick={() => void unbind(model, binding)}
              >
                {t("omo.unbind")}
              </Button>
            ) : (
              <Bind model={model} customer={customer} />
            )}
          </span>
        )}
      </div>
    </Section>
  );
}

function Bound({ binding, now }: { binding: OmoBinding; now: number }) {
  const { memberName, branchName, memberDisabled, boundAt, boundByName } = binding;
  const when = formatWhen(boundAt, now);
  return (
    <div class="omo-bound">
      <span class="omo-member">
        {memberName}
        {branchName !== null && <span class="omo-branch"> · {branchName}</span>}
        {memberDisabled && <span class="omo-disabled"> {t("omo.disabled")}</span>}
      </span>
      <span class="omo-since" title={formatFull(boundAt)}>
        {boundByName === null ? t("omo.since", { when }) : t("omo.since-by", { when, name: boundByName })}
      </span>
    </div>
  );
}

/** The button; whom there is to choose from comes with the click. */
function Bind({ model, customer }: { model: OmoModel; customer: Customer }) {
  const [Dialog, setDialog] = useState<FunctionComponent<BindDialogProps> | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const { BindDialog } = await import("./BindDialog.tsx");
      setDialog(() => BindDialog);
    } catch {
      showFailure(failureText({ code: "OFFLINE" }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} blocked={!customer.confirmed.value} onClick={() => void open()}>
        {t("omo.bind")}
      </Button>
      {Dialog && (
        <Dialog
          model={model}
          onClose={() => setDialog(null)}
          onBound={(failure) => {
            setDialog(null);
            if (failure) return show(failure);
            const bound = model.binding.peek();
            if (!bound) return;
            showToast(t("omo.bound", { member: bound.memberName }), {
              label: t("panel.undo"),
              run: () => void model.unbind(bound).then(show),
            });
          }}
        />
      )}
    </>
  );
}

async function unbind(model: OmoModel, binding: OmoBinding): Promise<void> {
  const failure = await model.unbind(binding);
  if (failure) return show(failure);
  showToast(t("omo.unbound", { member: binding.memberName }), {
    label: t("panel.undo"),
    run: () => void model.restore(binding).then(show),
  });
}

function show(failure: CallFailure | null): void {
  if (failure) showFailure(failure.code === "ALREADY_EXISTS" ? t("omo.taken") : failureText(failure));
}
