import { goToChannel } from "../domain/bound-channels/go-to.ts";
import { queryOf, router } from "./init.ts";

export const channels = router({ goTo: queryOf(goToChannel) });
