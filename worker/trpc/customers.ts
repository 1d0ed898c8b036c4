import { compareCustomers } from "../domain/customers/compare.ts";
import { mergeCustomers } from "../domain/customers/merge.ts";
import { splitContact } from "../domain/customers/split.ts";
import { tellCustomersApart } from "../domain/customers/tell-apart.ts";
import { tiesOfContact } from "../domain/customers/ties.ts";
import { unmergeCustomers } from "../domain/customers/unmerge.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const customers = router({
  compare: queryOf(compareCustomers),
  ties: queryOf(tiesOfContact),
  merge: mutationOf(mergeCustomers),
  unmerge: mutationOf(unmergeCustomers),
  split: mutationOf(splitContact),
  tellApart: mutationOf(tellCustomersApart),
});
