import type { FunctionComponent } from "preact";
import { useState } from "preact/hooks";
import type { BoundChannel } from "../../../shared/schemas/channels.ts";
import type { PersonSuggestion } from "../../../shared/schemas/customers.ts";
import { Button } from "../../ui/Button.tsx";
import { showFailure, showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { failureOf } from "../../lib/failure.ts";
import { t } from "../messages-below.ts";
import { channelWord, failureText } from "../words.ts";
import type { MergeDialogProps } from "./merge/MergeDialog.tsx";
import type { SplitDialogProps } from "./merge/SplitDialog.tsx";

/** A dialog that comes with the click; `open` fetches it. */
function useDialog<Props>(load: () => Promise<FunctionComponent<Props>>) {
  const [View, setView] = useState<FunctionComponent<Props> | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      const loaded = await load();
      setView(() => loaded);
    } catch {
      showFailure(failureText({ code: "OFFLINE" }));
    } finally {
      setBusy(false);
    }
  };
  return { View, busy, open: () => void open(), close: () => setView(null) };
}

const loadMerge = () => import("./merge/MergeDialog.tsx").then((m) => m.MergeDialog);
const loadSplit = () => import("./merge/SplitDialog.tsx").then((m) => m.SplitDialog);

/** Runs a call that a person took back or answered with; a refusal is said. */
async function run(customer: Customer, call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    showFailure(failureText(failureOf(error)));
    return false;
  } finally {
    customer.refresh();
  }
}

const merged = (customer: Customer, recordId: string): void =>
  showToast(t("channels.merged"), {
    label: t("panel.undo"),
    run: () => void run(customer, () => customer.calls.unmergeCustomers({ recordId, reason: "" })),
  });

/** 合併顧客…: looks for who is the same person. */
export function Merge({ customer }: { customer: Customer }) {
  const dialog = useDialog<MergeDialogProps>(loadMerge);
  return (
    <>
      <Button
        kind="quiet"
        icon="people"
        busy={dialog.busy}
        blocked={!customer.confirmed.value}
        onClick={dialog.open}
      >
        {t("channels.merge")}
      </Button>
      {dialog.View && (
        <dialog.View
          customer={customer}
          suggested={null}
          onClose={dialog.close}
          onMerged={(recordId) => {
            dialog.close();
            merged(customer, recordId);
          }}
        />
      )}
    </>
  );
}

/** Customers who may be the same person, each to be answered: 合併 or 不是同一人. */
export function Suggestions({ customer }: { customer: Customer }) {
  const { suggestions } = customer.view.value;
  if (suggestions.length === 0 || !customer.may("customer:merge")) return null;
  return (
    <ul class="channels-suggested" aria-label={t("channels.suggested")}>
      {suggestions.map((suggestion) => (
        <Suggestion key={suggestion.contactId} suggestion={suggestion} customer={customer} />
      ))}
    </ul>
  );
}

function Suggestion({ suggestion, customer }: { suggestion: PersonSuggestion; customer: Customer }) {
  const dialog = useDialog<MergeDialogProps>(loadMerge);
  const [busy, setBusy] = useState(false);
  const { contactId: otherId, kind, account, name, externalId, matched } = suggestion;
  const tell = (apart: boolean) =>
    run(customer, () => customer.calls.tellCustomersApart({ contactId: customer.contactId, otherId, apart }));
  const dismiss = async () => {
    setBusy(true);
    const done = await tell(true);
    setBusy(false);
    if (done) showToast(t("channels.apart"), { label: t("panel.undo"), run: () => void tell(false) });
  };
  return (
    <li class="channel channel-suggested">
      <p class="channel-suggested-why">
        {t("channels.suggestion", { matched: t(`channels.matched.${matched}`) })}
      </p>
      <p class="channel-name">
        <b>{channelWord(kind)}</b> {account}
      </p>
      <p class="channel-who">
        {name ?? t("panel.unnamed")} <span class="channel-id">{externalId}</span>
      </p>
      <div class="channel-answers">
        <Button busy={dialog.busy} blocked={!customer.confirmed.value} onClick={dialog.open}>
          {t("channels.suggestion.merge")}
          <span class="hidden-visually"> {name ?? externalId}</span>
        </Button>
        <Button kind="quiet" busy={busy} blocked={!customer.confirmed.value} onClick={() => void dismiss()}>
          {t("channels.suggestion.apart")}
          <span class="hidden-visually"> {name ?? externalId}</span>
        </Button>
      </div>
      {dialog.View && (
        <dialog.View
          customer={customer}
          suggested={suggestion}
          onClose={dialog.close}
          onMerged={(recordId) => {
            dialog.close();
            merged(customer, recordId);
          }}
        />
      )}
    </li>
  );
}

/** 拆分: takes a channel out of this customer. */
export function Split({ customer, channel }: { customer: Customer; channel: BoundChannel }) {
  const dialog = useDialog<SplitDialogProps>(loadSplit);
  return (
    <>
      <Button kind="quiet" busy={dialog.busy} blocked={!customer.confirmed.value} onClick={dialog.open}>
        {t("channels.split")}
        <span class="hidden-visually">
          {" "}
          {channelWord(channel.kind)} {channel.account}
        </span>
      </Button>
      {dialog.View && (
        <dialog.View
          customer={customer}
          channel={channel}
          onClose={dialog.close}
          onSplit={(undo) => {
            dialog.close();
            showToast(t("channels.splitted"), {
              label: t("panel.undo"),
              run: () => void run(customer, undo),
            });
          }}
        />
      )}
    </>
  );
}
