import type { Customer } from "../Customer.ts";

/** 刪除 */
export function Delete({ customer: _customer }: { customer: Customer }) {
  return null;
}
