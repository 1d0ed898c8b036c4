import type { Customer } from "../../Customer.ts";

/** Who may not take a conversation out sees nothing of it. */
export const mayExport = (customer: Customer): boolean =>
  customer.may("conversation:export") && customer.view.value.member.modules.includes("export");
