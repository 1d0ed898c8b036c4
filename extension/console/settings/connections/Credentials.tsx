import type { ConnectionItem } from "../../../../shared/schemas/connections.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { say } from "../../say.ts";
import { ConnectionForm } from "./ConnectionForm.tsx";
import type { ConnectionChange } from "./ConnectionsModel.ts";
import { SECRET_FIELDS } from "./fields.ts";

interface CredentialsProps {
  connection: ConnectionItem;
  onChange: (change: ConnectionChange) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** New credentials for a connection that is there; what stays empty is kept. */
export function Credentials({ connection, onChange, onClose }: CredentialsProps) {
  const { kind, name } = connection;
  return (
    <ConnectionForm
      title={say("connections.credentials.title", { name })}
      text={say("connections.credentials.text")}
      fields={SECRET_FIELDS[kind === "line" ? "line" : "chatwoot"]}
      submitLabel={say("console.save")}
      out={<Button onClick={onClose}>{say("console.cancel")}</Button>}
      onSubmit={async (values) => {
        const failure = await onChange(values);
        if (!failure) onClose();
        return failure;
      }}
      onClose={onClose}
    />
  );
}
