import { listEvents } from "../domain/events/list.ts";
import { queryOf, router } from "./init.ts";

export const events = router({ list: queryOf(listEvents) });
