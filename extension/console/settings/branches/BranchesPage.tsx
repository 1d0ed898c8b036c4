import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { BRANCHES_MAX, type BranchItem } from "../../../../shared/schemas/omo.ts";
import type { Api } from "../../../lib/api.ts";
import { formatList } from "../../../lib/format.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { BranchDialog } from "./BranchDialog.tsx";
import { BranchMembersDialog } from "./BranchMembersDialog.tsx";
import {
  type BranchesCalls,
  type BranchesModel,
  type BranchesTold,
  createBranchesModel,
} from "./BranchesModel.ts";
import "./branches.css";

/** The shop's branches and who works there: whom contacts can be bound to (OMO). */
export function BranchesPage({ api }: PageProps) {
  const model = useMemo(() => createBranchesModel(callsOf(api), told), [api]);
  const [naming, setNaming] = useState<"new" | BranchItem | null>(null);
  const [staffing, setStaffing] = useState<BranchItem | null>(null);
  useEffect(() => void model.list.load(), [model]);
  useOnReturn(model.list.load);
  const archived = model.archived.value;
  const list = model.list.data.value;
  return (
    <PageFrame
      title={say("page.branches")}
      intro={say("branches.intro")}
      action={
        list && (
          <Button
            kind="primary"
            icon="plus"
            blocked={model.used.value.length >= BRANCHES_MAX}
            onClick={() => setNaming("new")}
          >
            {say("branches.create")}
          </Button>
        )
      }
    >
      <Loaded resource={model.list}>
        {() => <Used model={model} onRename={setNaming} onMembers={setStaffing} />}
      </Loaded>
      {archived.length > 0 && (
        <section class="page-section" aria-labelledby="branches-archived">
          <h2 id="branches-archived" class="page-section-title">
            {say("branches.archived")}
          </h2>
          <p class="page-section-hint">{say("branches.archived.hint")}</p>
          <ul class="page-card branches-list">
            {archived.map((one) => (
              <li key={one.id} class="branches-item">
                <span class="branches-name">{one.name}</span>
                <Button kind="quiet" onClick={() => void model.setArchived(one, false)}>
                  {say("branches.restore")}
                  <span class="hidden-visually"> {one.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {naming && (
        <BranchDialog
          branch={naming === "new" ? null : naming}
          busy={model.busy.value}
          onSave={async (name) => {
            const failure = await (naming === "new" ? model.create(name) : model.rename(naming, name));
            if (!failure) setNaming(null);
            return failure;
          }}
          onClose={() => setNaming(null)}
        />
      )}
      {staffing && (
        <BranchMembersDialog
          branch={staffing}
          members={list?.members ?? []}
          busy={model.busy.value}
          onSave={async (memberIds) => {
            const failure = await model.setMembers(staffing, memberIds);
            if (!failure) setStaffing(null);
            return failure;
          }}
          onClose={() => setStaffing(null)}
        />
      )}
    </PageFrame>
  );
}

interface UsedProps {
  model: BranchesModel;
  onRename: (branch: BranchItem) => void;
  onMembers: (branch: BranchItem) => void;
}

function Used({ model, onRename, onMembers }: UsedProps) {
  const used = model.used.value;
  if (used.length === 0) return <p class="page-card branches-none">{say("branches.none")}</p>;
  return (
    <ul class="page-card branches-list" aria-busy={model.busy.value}>
      {used.map((one) => (
        <li key={one.id} class="branches-item">
          <span class="branches-name">
            {one.name}
            <span class="branches-detail">
              {one.members.length === 0
                ? say("branches.nobody")
                : formatList(one.members.map(({ name }) => name))}
              {one.bound > 0 && ` · ${say("branches.bound", { n: one.bound })}`}
            </span>
          </span>
          <span class="branches-buttons">
            <IconButton
              icon="people"
              label={say("branches.membersOf", { name: one.name })}
              onClick={() => onMembers(one)}
            />
            <IconButton
              icon="pencil"
              label={say("branches.rename", { name: one.name })}
              onClick={() => onRename(one)}
            />
            <IconButton
              icon="trash"
              label={say("branches.archive", { name: one.name })}
              onClick={() => void model.setArchived(one, true)}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

const callsOf = ({ branches }: Api): BranchesCalls => ({
  list: () => branches.list.query({}),
  create: (input) => branches.create.mutate({ ...input, operationId: uuidv7() }),
  rename: (input) => branches.rename.mutate({ ...input, operationId: uuidv7() }),
  archive: (input) => branches.archive.mutate({ ...input, operationId: uuidv7() }),
  setMembers: (input) => branches.setMembers.mutate({ ...input, operationId: uuidv7() }),
});

const told: BranchesTold = {
  archived: ({ name }, undo) => tell(say("branches.toast.archived", { name }), undo),
  restored: ({ name }) => tell(say("branches.toast.restored", { name })),
  failed: tellFailure,
};
