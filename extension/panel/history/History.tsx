import type { ChannelKind } from "../../../shared/channels.ts";
import type { ValueSource } from "../../../shared/schemas/panel.ts";
import { announce } from "../../ui/announce.ts";
import { Breakable } from "../../ui/Breakable.tsx";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { failureText, sourceWord } from "../words.ts";
import type { Former, HistoryModel } from "./HistoryModel.ts";
import "./history.css";

interface HistoryProps<Item extends Former> {
  id: string;
  /** Whose history it is, such as "Email". */
  label: string;
  model: HistoryModel<Item>;
  customer: Customer;
  channel: ChannelKind;
  /** The value in words; null is unset. */
  textOf: (item: Item) => string | null;
  /** Nobody may change it here. */
  locked: boolean;
}

/** What a value was, with where it came from; each can be set again. */
export default function History<Item extends Former>(props: HistoryProps<Item>) {
  const { id, label, model, customer, channel, textOf, locked } = props;
  const items = model.items.value;
  const failure = model.failure.value ?? model.load.failure.value;
  const may = customer.may("profile:edit") && !locked;
  const now = customer.now();

  const revert = async (item: Item) => {
    if (await model.revert(item)) announce(t("history.reverted", { field: label }));
  };
  return (
    <div id={id} class="history" role="group" aria-label={t("history.title", { field: label })}>
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {!items && !failure && <Skeleton width="70%" />}
      {items?.length === 0 && <p class="history-none">{t("history.none")}</p>}
      <ol class="history-list">
        {items?.map((item, i) => {
          const text = textOf(item);
          return (
            <li key={item.id} class="history-item">
              <span class="history-lines">
                <span class={text === null ? "history-unset" : "history-text"}>
                  <Breakable text={text ?? t("profile.unset")} />
                </span>
                <span class="history-origin">
                  {sourceWord(item.source as ValueSource | "bot", item, channel, now)}
                </span>
              </span>
              {i === 0 ? (
                <span class="history-now">{t("history.now")}</span>
              ) : (
                may && (
                  <Button
                    kind="quiet"
                    busy={model.reverting.value === item.id}
                    blocked={!customer.confirmed.value}
                    title={t("history.revert-to", { value: text ?? t("profile.unset") })}
                    onClick={() => void revert(item)}
                  >
                    {t("history.revert")}
                  </Button>
                )
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
