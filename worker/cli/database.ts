import * as v from "valibot";
import { type Host, OperatorError } from "../runtime/host.ts";
import { command, slug } from "./command.ts";

const file = v.string();

/** The workspace meant: the one named, or the only one there is. */
async function meant(host: Host, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const [only, ...others] = await host.list();
  if (!only) throw new OperatorError("There is no workspace yet.");
  if (others.length > 0)
    throw new OperatorError("There is more than one workspace: say which with --workspace.");
  return only.slug;
}

export const databaseCommands = {
  migrate: command({
    input: v.object({}),
    run: (host) => host.migrate(),
  }),

  backup: command({
    input: v.object({ file, workspace: v.optional(slug) }),
    async run(host, input) {
      const workspace = await meant(host, input.workspace);
      await host.backup(workspace, input.file);
      return { workspace, file: input.file };
    },
  }),

  restore: command({
    input: v.object({ file, workspace: slug, replace: v.boolean() }),
    async run(host, { workspace, file, replace }) {
      await host.restore(workspace, file, replace);
      host.wake(workspace);
      return { workspace, file };
    },
  }),
};
