import { openPanel } from "../domain/panel/open.ts";
import { queryOf, router } from "./init.ts";

export const panel = router({ open: queryOf(openPanel) });
