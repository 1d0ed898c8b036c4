import type { ConnectionItem, UnknownAccount } from "../../../../../shared/schemas/connections.ts";
import { Button } from "../../../../ui/Button.tsx";
import { say } from "../../../say.ts";
import { ConnectionForm } from "../ConnectionForm.tsx";
import type { ConnectionsModel, NewAccount } from "../ConnectionsModel.ts";
import type { ConnectionField } from "../fields.ts";

/** Another account, one that events wait for, or a new token of one that is there. */
export interface Asked {
  of?: ConnectionItem["channels"][number];
  unknown?: UnknownAccount;
}

interface AccountFormProps {
  connection: ConnectionItem;
  asked: Asked;
  model: ConnectionsModel;
  onClose: () => void;
}

export function AccountForm({ connection, asked, model, onClose }: AccountFormProps) {
  const { of } = asked;
  const fields = fieldsOf(connection, asked);
  const submit = async ({ kind, accountId, name, accessToken }: Record<string, string>) => {
    const failure = await model.addAccount(connection, {
      kind: (of?.kind ?? kind ?? "whatsapp") as NewAccount["kind"],
      accountId: of?.accountId ?? accountId ?? "",
      name: of?.name ?? name ?? "",
      ...(accessToken ? { accessToken } : {}),
    });
    if (!failure) onClose();
    return failure;
  };
  return (
    <ConnectionForm
      title={of ? say("accounts.token.title", { name: of.name }) : say("accounts.add.title")}
      text={of ? say("accounts.token.text") : say("accounts.add.text")}
      fields={fields}
      submitLabel={say(of ? "console.save" : "accounts.submit")}
      out={<Button onClick={onClose}>{say("console.cancel")}</Button>}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

function fieldsOf({ kind }: ConnectionItem, { of, unknown }: Asked): readonly ConnectionField[] {
  const token: ConnectionField = {
    name: "accessToken",
    label: "accounts.accessToken",
    hint: kind === "whatsapp" ? "accounts.accessToken.whatsapp" : "accounts.accessToken.hint",
    secret: true,
  };
  if (of) return [token];
  const start = unknown?.kind ?? "messenger";
  return [
    ...(kind === "meta"
      ? [
          {
            name: "kind",
            label: "accounts.kind",
            hint: "accounts.kind.hint",
            start,
            mustChoose: true,
            choices: (["messenger", "instagram"] as const).map((value) => ({
              value,
              label: say(`accounts.kind.${value}`),
            })),
          } satisfies ConnectionField,
        ]
      : []),
    { name: "name", label: "connections.name", hint: "connections.name.hint" },
    {
      name: "accountId",
      label: kind === "whatsapp" ? "accounts.id.whatsapp" : "accounts.id",
      hint: kind === "whatsapp" ? "accounts.id.whatsapp.hint" : "accounts.id.hint",
      ...(unknown ? { start: unknown.accountKey } : {}),
      invalid: "accounts.id.invalid",
      holds: (value: string) => /^\d{1,30}$/.test(value),
    },
    { ...token, optional: true },
  ];
}
