import { checkAudit } from "../domain/audit/check.ts";
import { listAudit } from "../domain/audit/list.ts";
import { queryOf, router } from "./init.ts";

export const audit = router({ list: queryOf(listAudit), check: queryOf(checkAudit) });
