import { lookAtSystem } from "../domain/system/look.ts";
import { queryAs, router } from "./init.ts";

export const system = router({
  look: queryAs(lookAtSystem, (state, { vitals }) => ({ ...state, vitals: vitals?.() ?? null })),
});
