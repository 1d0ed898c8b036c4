import * as v from "valibot";
import { linkUrl } from "../auth/link-url.ts";
import { inviteMember } from "../domain/members/invite.ts";
import { parse } from "../domain/verb.ts";
import { email } from "../../shared/schemas/members.ts";
import { command, inWorkspace, slug, workspaceUrl } from "./command.ts";

export const workspaceCommands = {
  "workspace.create": command({
    input: v.object({
      slug,
      name: v.string(),
      admin: v.optional(v.string()),
      url: v.optional(v.string()),
      token: v.optional(v.string()),
    }),
    async run(host, input) {
      // A wrong address is refused before anything is made.
      const admin = input.admin === undefined ? undefined : parse(email, input.admin);
      await host.create(input);
      const url = workspaceUrl(host, input.slug);
      if (admin === undefined) return { url, invitation: null };
      const name = admin.split("@")[0] ?? admin;
      const link = await inWorkspace(host, input.slug, (call) =>
        inviteMember(call, { email: admin, name, role: "admin" }),
      );
      return { url, invitation: linkUrl(url, link) };
    },
  }),

  "workspace.list": command({
    input: v.object({}),
    async run(host) {
      const listed = await host.list();
      return listed.map(({ slug, name }) => ({ slug, name, url: workspaceUrl(host, slug) }));
    },
  }),
};
