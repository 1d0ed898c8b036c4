import * as v from "valibot";
import type { AuditFaultKind } from "../../shared/schemas/audit.ts";
import { verifyAudit } from "../domain/audit/verify.ts";
import { anchorsIn } from "../runtime/file-anchors.ts";
import { OperatorError } from "../runtime/host.ts";
import { command, inWorkspace, slug } from "./command.ts";

const WORDS: Record<AuditFaultKind, string> = {
  missing: "is missing: it was removed",
  changed: "is not what was sealed there: it was changed, or moved from another place",
  unlinked: "does not follow the row before it: rows were removed, inserted or put in another order",
  unsealed: "has lost its seal, though later rows have theirs",
  rewritten: "was sealed anew: the chain is whole, but not the one that was anchored",
  cut: "is missing, and so is all that followed: the end was cut off",
};

export const auditCommands = {
  "audit.verify": command({
    input: v.object({ workspace: slug, anchors: v.optional(v.string()) }),
    run: (host, { workspace, anchors }) =>
      inWorkspace(host, workspace, async ({ db }) => {
        const outside = anchors === undefined ? host.anchors(workspace) : anchorsIn(anchors);
        const { fault, ...extent } = await verifyAudit(db, outside);
        if (fault) {
          throw new OperatorError(
            `The audit of ${workspace} is not intact: row ${fault.seq} ${WORDS[fault.kind]}.`,
          );
        }
        return extent;
      }),
  }),
};
