import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";
import { ActiveSwitch } from "./ActiveSwitch.tsx";
import "./actions.css";
import { Delete } from "./deletion/Delete.tsx";
import { Export, ExportState } from "./export/Export.tsx";
import { mayExport } from "./export/may-export.ts";

/** What can be done with the conversation as a whole. */
export function Actions({ customer }: { customer: Customer }) {
  const { active, export: taken } = customer.view.value;
  const may =
    customer.may("conversation:block") || customer.may("conversation:delete") || mayExport(customer);
  if (!may && active.active && taken.lastAt === null) return null;
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
