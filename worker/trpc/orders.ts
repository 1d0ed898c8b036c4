import { listOrders } from "../domain/orders/list.ts";
import { queryOf, router } from "./init.ts";

export const orders = router({
  list: queryOf(listOrders),
});
