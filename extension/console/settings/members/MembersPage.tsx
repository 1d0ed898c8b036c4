import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { MemberItem } from "../../../../shared/schemas/members.ts";
import type { Api } from "../../../lib/api.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { showFailure } from "../../../ui/toasts.ts";
import { Dialog } from "../../../ui/Dialog.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { failureText, say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { InviteDialog } from "./InviteDialog.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { MemberList } from "./MemberList.tsx";
import { createMembersModel, type MembersCalls, type MembersTold } from "./MembersModel.ts";
import "./members.css";

/** Who works here, with which role. */
export function MembersPage({ api, me, reloadMe }: PageProps) {
  const model = useMemo(() => createMembersModel(callsOf(api), told), [api]);
  const [inviting, setInviting] = useState(false);
  const [disabling, setDisabling] = useState<MemberItem | null>(null);
  useEffect(() => void model.members.load(), [model]);
  useOnReturn(model.members.load);
  const { link } = model;

  return (
    <PageFrame
      title={say("page.members")}
      intro={say("members.intro")}
      action={
        <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>
          {say("members.invite")}
        </Button>
      }
    >
      <Loaded resource={model.members}>
        {(page) => (
          <MemberList
            model={model}
            page={page}
            me={me}
            onDisable={setDisabling}
            onRole={(member, role) => void model.setRole(member, role).then(reloadMe)}
          />
        )}
      </Loaded>
      {inviting && (
        <InviteDialog
          onInvite={async (input) => {
            const failure = await model.invite(input);
            if (!failure) setInviting(false);
            return failure;
          }}
          onClose={() => setInviting(false)}
        />
      )}
      {link.value && <LinkDialog link={link.value} onClose={model.closeLink} />}
      {disabling && (
        <Dialog
          title={say("members.disable.title", { name: disabling.name })}
          onClose={() => setDisabling(null)}
          actions={
            <>
              <Button onClick={() => setDisabling(null)}>{say("console.cancel")}</Button>
              <Button
                kind="danger"
                onClick={() => {
                  setDisabling(null);
                  void model.setState(disabling, "disabled");
                }}
              >
                {say("members.disable")}
              </Button>
            </>
          }
        >
          {say("members.disable.text")}
        </Dialog>
      )}
    </PageFrame>
  );
}

const callsOf = ({ members }: Api): MembersCalls => ({
  list: (cursor) => members.list.query({ cursor }),
  invite: (input) => members.invite.mutate({ ...input, operationId: uuidv7() }),
  setRole: (input) => members.setRole.mutate({ ...input, operationId: uuidv7() }),
  setState: (input) => members.setState.mutate({ ...input, operationId: uuidv7() }),
  resetLink: (input) => members.resetLink.mutate({ ...input, operationId: uuidv7() }),
});

const told: MembersTold = {
  roleChanged: ({ name, role }, undo) =>
    tell(say("members.toast.role", { name, role: say(`role.${role}`) }), undo),
  stateChanged: ({ name, state }, undo) =>
    state === "disabled"
      ? tell(say("members.toast.disabled", { name }), undo)
      : tell(say("members.toast.enabled", { name })),
  notLoaded: tellFailure,
  failed: (failure, member) => showFailure(memberFailureText(failure, member.name)),
};

function memberFailureText(failure: CallFailure, name: string): string {
  if (failure.code === "LAST_ADMIN") return say("members.LAST_ADMIN", { name });
  return failureText(failure);
}
