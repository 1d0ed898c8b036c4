import { useState } from "preact/hooks";
import type { ConnectionItem } from "../../../../shared/schemas/connections.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { say } from "../../say.ts";
import { ConnectionForm } from "./ConnectionForm.tsx";
import type { ConnectionChange } from "./ConnectionsModel.ts";
import { type AddedKind, type ConnectionField, originsOf, SECRET_FIELDS } from "./fields.ts";
import { withLineAccounts } from "./shop-fields.ts";

interface CredentialsProps {
  connection: ConnectionItem;
  /** All of them. */
  connections: readonly ConnectionItem[];
  onChange: (change: ConnectionChange) => Promise<CallFailure | null>;
  onClose: () => void;
}

/** New credentials for a connection that is there; what stays empty is kept. */
export function Credentials({ connection, connections, onChange, onClose }: CredentialsProps) {
  const { name } = connection;
  const [fields] = useState(() => withLineAccounts(fieldsOf(connection), connections));
  return (
    <ConnectionForm
      title={say("connections.credentials.title", { name })}
      text={say("connections.credentials.text")}
      fields={fields}
      submitLabel={say("console.save")}
      out={<Button onClick={onClose}>{say("console.cancel")}</Button>}
      onSubmit={async (values) => {
        const { origins, ...secrets } = values;
        const list = origins === undefined ? null : originsOf(origins);
        const failure = await onChange(list ? { ...secrets, origins: list } : secrets);
        if (!failure) onClose();
        return failure;
      }}
      onClose={onClose}
    />
  );
}

const isAdded = (kind: string): kind is AddedKind => kind in SECRET_FIELDS;

/** What can be changed, starting with what may be seen of it. */
function fieldsOf({ kind, origins, lineChannelId }: ConnectionItem): readonly ConnectionField[] {
  const fields = isAdded(kind) ? SECRET_FIELDS[kind] : [];
  const start: Record<string, string> = { origins: origins.join(" "), lineChannelId: lineChannelId ?? "" };
  return fields.map((field) => (field.name in start ? { ...field, start: start[field.name] ?? "" } : field));
}
