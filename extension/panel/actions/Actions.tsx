import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { ActiveSwitch } from "./ActiveSwitch.tsx";
import { Delete } from "./Delete.tsx";
import "./actions.css";
import { Export, ExportState, mayExport } from "./export/Export.tsx";

/** What can be done with the conversation as a whole. */
export function Actions({ customer }: { customer: Customer }) {
  return (
    <Section id="actions" title={t("actions.title")}>
      <ActiveSwitch customer={customer} />
      <div class="actions-buttons">
        {mayExport(customer) && <Export customer={customer} />}
        {customer.may("conversation:delete") && <Delete customer={customer} />}
      </div>
      <ExportState customer={customer} />
    </Section>
  );
}
