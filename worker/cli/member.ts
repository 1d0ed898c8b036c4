import * as v from "valibot";
import { type MemberItem, role } from "../../shared/schemas/members.ts";
import { linkUrl } from "../auth/link-url.ts";
import type { Database } from "../db/database.ts";
import { inviteMember } from "../domain/members/invite.ts";
import { listMembers } from "../domain/members/list.ts";
import { makeResetLink } from "../domain/members/reset-link.ts";
import { setMemberRole } from "../domain/members/set-role.ts";
import { setMemberState } from "../domain/members/set-state.ts";
import { OperatorError } from "../runtime/host.ts";
import { command, inWorkspace, slug, workspaceUrl } from "./command.ts";

const member = v.object({ workspace: slug, email: v.string() });

async function memberIdOf(db: Database, email: string): Promise<string> {
  const [result] = await db.read([
    { sql: "select id from member where email = ?", args: [email.trim().toLowerCase()] },
  ]);
  const id = result?.rows[0]?.["id"];
  if (typeof id !== "string") throw new OperatorError(`No member has the address ${email}.`);
  return id;
}

const setState = (state: "active" | "disabled") =>
  command({
    input: member,
    run: (host, { workspace, email }) =>
      inWorkspace(host, workspace, async (call) =>
        setMemberState(call, { memberId: await memberIdOf(call.db, email), state }),
      ),
  });

export const memberCommands = {
  "member.invite": command({
    input: v.object({ ...member.entries, name: v.string(), role }),
    run: (host, { workspace, email, name, role }) =>
      inWorkspace(host, workspace, async (call) => {
        const link = await inviteMember(call, { email, name, role });
        return { url: linkUrl(workspaceUrl(host, workspace), link) };
      }),
  }),

  "member.reset-link": command({
    input: member,
    run: (host, { workspace, email }) =>
      inWorkspace(host, workspace, async (call) => {
        const link = await makeResetLink(call, { memberId: await memberIdOf(call.db, email) });
        return { url: linkUrl(workspaceUrl(host, workspace), link) };
      }),
  }),

  "member.disable": setState("disabled"),
  "member.enable": setState("active"),

  "member.set-role": command({
    input: v.object({ ...member.entries, role }),
    run: (host, { workspace, email, role }) =>
      inWorkspace(host, workspace, async (call) =>
        setMemberRole(call, { memberId: await memberIdOf(call.db, email), role }),
      ),
  }),

  "member.list": command({
    input: v.object({ workspace: slug }),
    run: (host, { workspace }) =>
      inWorkspace(host, workspace, async (call) => {
        const members: MemberItem[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<typeof listMembers>> = await listMembers(
            call,
            cursor === null ? {} : { cursor },
          );
          members.push(...page.items);
          cursor = page.next;
        } while (cursor !== null);
        return members.map(({ email, name, role, state }) => ({ email, name, role, state }));
      }),
  }),
};
