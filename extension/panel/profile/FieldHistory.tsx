import type { ComponentChildren } from "preact";
import type { LinkedPanel, ProfileField, ProfileHistory } from "../../../shared/schemas/panel.ts";
import type { Customer } from "../Customer.ts";
import { HistoryToggle } from "../history/HistoryToggle.tsx";

type Name = keyof LinkedPanel["contact"]["profile"];

const STORED: Record<Name, ProfileHistory["field"]> = {
  name: "name",
  email: "email",
  phone: "phone",
  memberNo: "member_no",
};

interface FieldHistoryProps {
  name: Name;
  label: string;
  customer: Customer;
  children: ComponentChildren;
}

/** Where a field's value came from; pressed, what it was before. */
export function FieldHistory({ name, label, customer, children }: FieldHistoryProps) {
  const { contactId, view } = customer;
  const field = STORED[name];
  const now: ProfileField & { locked?: boolean } = view.value.contact.profile[name];
  return (
    <HistoryToggle
      id={`profile-${name}`}
      label={label}
      customer={customer}
      load={() => customer.calls.profileHistory({ contactId, field })}
      revert={({ id: valueId }, seen) =>
        customer.send("profile.revert", { contactId, field, valueId, seen }, (panel, result) => ({
          ...panel,
          contact: { ...panel.contact, profile: { ...panel.contact.profile, [name]: result.field } },
        }))
      }
      write="profile.revert"
      textOf={(item) => item.display ?? item.value}
      locked={now.locked === true || now.masked === true}
    >
      {children}
    </HistoryToggle>
  );
}
