import { crmUrl } from "../domain/crm/link.ts";
import { makePhoneLink } from "../domain/crm/phone-link.ts";
import { mutationAs, router } from "./init.ts";

export const crm = router({
  phoneLink: mutationAs(makePhoneLink, ({ token }, { workspaceUrl }) => ({
    url: crmUrl(workspaceUrl, "phone", token),
  })),
});
