import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Customer } from "../Customer.ts";
import type { WriteName } from "../desk.ts";
import { t } from "../messages.ts";
import { createHistoryModel, type Former } from "./HistoryModel.ts";
import type History from "./History.tsx";
import "./history-toggle.css";

interface HistoryToggleProps<Item extends Former> {
  id: string;
  label: string;
  customer: Customer;
  load: () => Promise<Item[]>;
  revert: (item: Item, seen: string) => Promise<unknown>;
  write: WriteName;
  textOf: (item: Item) => string | null;
  locked: boolean;
  /** Where the value came from, which opens its history. */
  children: ComponentChildren;
}

/** The line that says where a value came from; pressed, it shows what the value was before. */
export function HistoryToggle<Item extends Former>(props: HistoryToggleProps<Item>) {
  const { id, label, customer, load, revert, write, textOf, locked, children } = props;
  const [open, setOpen] = useState<{
    View: typeof History<Item>;
    model: ReturnType<typeof createHistoryModel<Item>>;
  } | null>(null);
  const toggle = async () => {
    if (open) {
      setOpen(null);
      return;
    }
    const { default: View } = await import("./History.tsx");
    setOpen({ View, model: createHistoryModel(customer, { load, revert, write }) });
  };
  return (
    <>
      <button
        type="button"
        class="history-toggle"
        aria-expanded={open !== null}
        aria-controls={open ? `${id}-history` : undefined}
        title={t("history.title", { field: label })}
        onClick={() => void toggle()}
      >
        {children}
        <span class="hidden-visually">{t("history.title", { field: label })}</span>
      </button>
      {open && (
        <open.View
          id={`${id}-history`}
          label={label}
          model={open.model}
          customer={customer}
          channel={customer.view.value.contact.channel.kind}
          textOf={textOf}
          locked={locked}
        />
      )}
    </>
  );
}
