import { useEffect, useRef, useState } from "preact/hooks";
import * as v from "valibot";
import { ROLES, type Role } from "../../../../shared/permissions.ts";
import { MemberInvite } from "../../../../shared/schemas/members.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";

interface InviteDialogProps {
  onInvite: (input: { name: string; email: string; role: Role }) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** Asks whom to invite. Stays open with the reason when it was refused. */
export function InviteDialog({ onInvite, onClose }: InviteDialogProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const input = { name, email, role };
    const wrong = failureOfInput(input);
    if (busy) return;
    setBusy(true);
    const refused = wrong ?? (await onInvite(input));
    setBusy(false);
    setFailure(refused);
    if (refused?.field) document.getElementById(`invite-${refused.field}`)?.focus();
  };
  const errorOf = (field: "name" | "email", value: string) => {
    if (failure?.field !== field) return null;
    if (value.trim() === "") return say("console.required");
    return failure.code === "ALREADY_EXISTS" ? say("members.ALREADY_EXISTS") : failureText(failure);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Dialog
        wide
        title={say("members.invite.title")}
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>{say("console.cancel")}</Button>
            <Button kind="primary" type="submit" busy={busy}>
              {say("members.invite.submit")}
            </Button>
          </>
        }
      >
        {say("members.invite.text")}
        <div class="form">
          <TextField
            id="invite-name"
            label={say("members.name")}
            value={name}
            maxLength={100}
            inputRef={first}
            placeholder={say("members.invite.namePlaceholder")}
            error={errorOf("name", name)}
            onInput={setName}
          />
          <TextField
            id="invite-email"
            type="email"
            label={say("members.email")}
            value={email}
            placeholder={say("members.invite.emailPlaceholder")}
            error={errorOf("email", email)}
            onInput={setEmail}
          />
          <Select
            id="invite-role"
            label={say("members.role")}
            value={role}
            options={ROLES.map((value) => ({ value, label: say(`role.${value}`) }))}
            onPick={setRole}
          />
          {failure && !failure.field && (
            <Notice tone="danger" icon="warning" live>
              {failureText(failure)}
            </Notice>
          )}
        </div>
      </Dialog>
    </form>
  );
}

/** What the server would refuse, told without asking it. */
function failureOfInput(input: { name: string; email: string; role: Role }): CallFailure | null {
  const checked = v.safeParse(MemberInvite, input);
  if (checked.success) return null;
  const [issue] = checked.issues;
  const code = issue.message === "INVALID_EMAIL" ? "INVALID_EMAIL" : "INVALID_INPUT";
  return new CallFailure(code, { field: v.getDotPath(issue) ?? "name" });
}
