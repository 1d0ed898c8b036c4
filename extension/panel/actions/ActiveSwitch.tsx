import type { ActiveStatus } from "../../../shared/schemas/conversations.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { showFailure, showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { hasMessage, t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import { createActiveModel } from "./ActiveModel.ts";

/** 狀態功能：有效. Who may not switch it sees it only when it is off: then nothing arrives. */
export function ActiveSwitch({ customer }: { customer: Customer }) {
  const model = useLifetime(() => createActiveModel(customer));
  const status = model.status.value;
  const may = customer.may("conversation:block");
  if (!may && status.active) return null;
  const switchTo = async (active: boolean, undo = true) => {
    const failure = await model.switchTo(active);
    if (failure) showFailure(failureText(failure));
    else {
      showToast(
        t(active ? "active.switched-on" : "active.switched-off"),
        undo ? { label: t("panel.undo"), run: () => void switchTo(!active, false) } : undefined,
      );
    }
  };
  return (
    <div class="active">
      <div class="active-line">
        <span>
          {t("active.title")}
          <strong class={status.active ? undefined : "active-off"}>
            {t(status.active ? "active.on" : "active.off")}
          </strong>
        </span>
        {may && (
          <Switch
            data-careful
            label={t("active.switch")}
            on={status.active}
            busy={model.switching.value || !customer.confirmed.value}
            onSwitch={(on) => void switchTo(on)}
          />
        )}
      </div>
      {!status.active && (
        <p class="active-detail" title={formatFull(status.at ?? 0)}>
          {t("active.since", {
            name: status.byName ?? t("panel.unnamed"),
            when: formatWhen(status.at ?? 0, customer.now()),
          })}{" "}
          {t("active.blocked", { n: status.blockedMessages })}
        </p>
      )}
      <HostState status={status} />
    </div>
  );
}

/** What the host inbox says of it. */
function HostState({ status: { active, host, hostReason } }: { status: ActiveStatus }) {
  if (host === null || (active && host === "open")) return null;
  const done = host === "blocked" && !active;
  const key = `active.reason.${hostReason ?? ""}`;
  const reason = hasMessage(key) ? (t as (key: string) => string)(key) : (hostReason ?? "");
  if (host === "waiting") return <p class="active-detail">{t("active.host.waiting")}</p>;
  if (done) return <p class="active-detail">{t("active.host.blocked")}</p>;
  return (
    <Notice tone="warning" icon="warning" live>
      {t(active ? "active.host.still-blocked" : "active.host.refused")} {reason}
    </Notice>
  );
}
