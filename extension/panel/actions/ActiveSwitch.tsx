import type { Customer } from "../Customer.ts";

/** 狀態功能：有效 */
export function ActiveSwitch({ customer: _customer }: { customer: Customer }) {
  return null;
}
