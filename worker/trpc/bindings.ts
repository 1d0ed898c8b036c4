import { makeBindingLink } from "../domain/bindings/link.ts";
import { mutationAs, router } from "./init.ts";

export const bindings = router({
  link: mutationAs(makeBindingLink, ({ token }, { workspaceUrl }) => ({
    url: `${workspaceUrl}/bind?token=${token}`,
  })),
});
