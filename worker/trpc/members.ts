import { linkUrl } from "../auth/link-url.ts";
import { inviteMember } from "../domain/members/invite.ts";
import { listMembers } from "../domain/members/list.ts";
import { me } from "../domain/members/me.ts";
import type { OneTimeLink } from "../domain/members/one-time-link.ts";
import { makeResetLink } from "../domain/members/reset-link.ts";
import { setMemberRole } from "../domain/members/set-role.ts";
import { setMemberState } from "../domain/members/set-state.ts";
import { mutationAs, mutationOf, queryOf, router, type TrpcContext } from "./init.ts";

/** Shown once: the server keeps no token. */
const shown = (link: OneTimeLink, { workspaceUrl }: TrpcContext) => ({
  memberId: link.memberId,
  url: linkUrl(workspaceUrl, link),
});

export const members = router({
  me: queryOf(me),
  list: queryOf(listMembers),
  invite: mutationAs(inviteMember, shown),
  setRole: mutationOf(setMemberRole),
  setState: mutationOf(setMemberState),
  resetLink: mutationAs(makeResetLink, shown),
});
