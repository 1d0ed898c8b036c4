import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { ApiKeyItem } from "../../../../shared/schemas/api-keys.ts";
import type { Api } from "../../../lib/api.ts";
import { formatFull, formatList, formatWhen } from "../../../lib/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { useFocusBack } from "../../focus-back.ts";
import { CopyField } from "../../CopyField.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import "./api-keys.css";
import { type ApiKeysCalls, type ApiKeysTold, createApiKeysModel } from "./ApiKeysModel.ts";
import { NewKeyDialog } from "./NewKeyDialog.tsx";

/** With which other systems use the Contact API. */
export function ApiKeysPage({ api, link }: PageProps) {
  const model = useMemo(() => createApiKeysModel(callsOf(api), told), [api]);
  const [naming, setNaming] = useState(false);
  const [ending, setEnding] = useState<ApiKeyItem | null>(null);
  const addButton = useFocusBack(naming);
  useEffect(() => void model.keys.load(), [model]);
  useOnReturn(model.keys.load);
  const made = model.made.value;
  return (
    <PageFrame
      title={say("page.apiKeys")}
      intro={say("apiKeys.intro")}
      action={
        <Button kind="primary" icon="plus" buttonRef={addButton} onClick={() => setNaming(true)}>
          {say("apiKeys.create")}
        </Button>
      }
    >
      <Loaded resource={model.keys}>
        {(keys) =>
          keys.length === 0 ? (
            <p class="page-card api-keys-none">{say("apiKeys.none")}</p>
          ) : (
            <ul class="page-card api-keys" aria-label={say("page.apiKeys")}>
              {keys.map((key) => (
                <Key key={key.id} item={key} onEnd={() => setEnding(key)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <CopyField
        id="api-keys-address"
        label={say("apiKeys.address")}
        hint={say("apiKeys.address.hint")}
        value={`${link.server}/w/${link.workspace}/api/v1`}
      />
      {naming && (
        <NewKeyDialog
          busy={model.busy.value}
          onMake={async (name, scopes) => {
            const failure = await model.create(name, scopes);
            if (!failure) setNaming(false);
            return failure;
          }}
          onClose={() => setNaming(false)}
        />
      )}
      {made && (
        <Dialog
          wide
          title={say("apiKeys.made", { name: made.name })}
          onClose={model.close}
          actions={
            <Button kind="primary" onClick={model.close}>
              {say("console.done")}
            </Button>
          }
        >
          {say("apiKeys.made.text")}
          <div class="form">
            <CopyField id="api-key" label={say("apiKeys.key")} value={made.key} />
          </div>
        </Dialog>
      )}
      {ending && (
        <Dialog
          title={say("apiKeys.revoke.title", { name: ending.name })}
          onClose={() => setEnding(null)}
          actions={
            <>
              <Button onClick={() => setEnding(null)}>{say("console.cancel")}</Button>
              <Button
                kind="danger"
                onClick={() => {
                  setEnding(null);
                  void model.revoke(ending);
                }}
              >
                {say("apiKeys.revoke")}
              </Button>
            </>
          }
        >
          {say("apiKeys.revoke.text")}
        </Dialog>
      )}
    </PageFrame>
  );
}

function Key({ item, onEnd }: { item: ApiKeyItem; onEnd: () => void }) {
  const { name, beginning, scopes, createdByName, createdAt, lastUsedAt, revokedAt } = item;
  const now = Date.now();
  return (
    <li class={`api-key${revokedAt === null ? "" : " api-key-over"}`}>
      <span class="api-key-names">
        <span class="api-key-name">{name}</span>
        <span class="api-key-facts">
          <code>{beginning}…</code>
          <span>{formatList(scopes.map((scope) => say(`apiKeys.scope.${scope}`)))}</span>
          <span title={formatFull(createdAt)}>
            {createdByName === null
              ? say("apiKeys.created", { when: formatWhen(createdAt, now) })
              : say("apiKeys.createdBy", { name: createdByName, when: formatWhen(createdAt, now) })}
          </span>
          <span>
            {lastUsedAt === null
              ? say("apiKeys.unused")
              : say("apiKeys.used", { when: formatWhen(lastUsedAt, now) })}
          </span>
        </span>
      </span>
      {revokedAt === null ? (
        <Button kind="quiet" onClick={onEnd}>
          {say("apiKeys.revoke")}
          <span class="hidden-visually"> {name}</span>
        </Button>
      ) : (
        <span class="badge">{say("apiKeys.revoked", { when: formatWhen(revokedAt, now) })}</span>
      )}
    </li>
  );
}

const callsOf = ({ apiKeys }: Api): ApiKeysCalls => ({
  list: () => apiKeys.list.query({}),
  create: (input) => apiKeys.create.mutate({ ...input, operationId: uuidv7() }),
  revoke: (input) => apiKeys.revoke.mutate({ ...input, operationId: uuidv7() }),
});

const told: ApiKeysTold = {
  revoked: ({ name }) => tell(say("apiKeys.toast.revoked", { name })),
  failed: tellFailure,
};
