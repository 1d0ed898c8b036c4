import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { ActiveSwitch } from "./ActiveSwitch.tsx";
import { Delete } from "./Delete.tsx";
import "./actions.css";

/** What can be done with the conversation as a whole. */
export function Actions({ customer }: { customer: Customer }) {
  return (
    <Section id="actions" title={t("actions.title")}>
      <ActiveSwitch customer={customer} />
      <div class="actions-buttons">
        {customer.may("conversation:delete") && <Delete customer={customer} />}
      </div>
    </Section>
  );
}
