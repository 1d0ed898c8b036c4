import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { type AttributeDefinition, ATTRIBUTES_MAX } from "../../../../shared/schemas/attributes.ts";
import type { Api } from "../../../lib/api.ts";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { AttributeDialog } from "./AttributeDialog.tsx";
import {
  type AttributesCalls,
  type AttributesModel,
  type AttributesTold,
  createAttributesModel,
} from "./AttributesModel.ts";
import "./attributes.css";

/** What the team keeps of its customers beside the profile. */
export function AttributesPage({ api }: PageProps) {
  const model = useMemo(() => createAttributesModel(callsOf(api), told), [api]);
  const [asking, setAsking] = useState<"new" | AttributeDefinition | null>(null);
  useEffect(() => void model.attributes.load(), [model]);
  useOnReturn(model.attributes.load);
  const archived = model.archived.value;
  return (
    <PageFrame
      title={say("page.attributes")}
      intro={say("attributes.intro")}
      action={
        <Button
          kind="primary"
          icon="plus"
          blocked={model.used.value.length >= ATTRIBUTES_MAX}
          onClick={() => setAsking("new")}
        >
          {say("attributes.define")}
        </Button>
      }
    >
      <Loaded resource={model.attributes}>{() => <Used model={model} onRename={setAsking} />}</Loaded>
      {archived.length > 0 && (
        <section class="page-section" aria-labelledby="attributes-archived">
          <h2 id="attributes-archived" class="page-section-title">
            {say("attributes.archived")}
          </h2>
          <p class="page-section-hint">{say("attributes.archived.hint")}</p>
          <ul class="page-card attributes-list">
            {archived.map((one) => (
              <li key={one.id} class="attributes-item">
                <Name attribute={one} />
                <Button kind="quiet" onClick={() => void model.setArchived(one, false)}>
                  {say("attributes.restore")}
                  <span class="hidden-visually"> {one.name}</span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asking && (
        <AttributeDialog
          attribute={asking === "new" ? null : asking}
          onSave={async (name, type) => {
            const failure = await (asking === "new"
              ? model.define({ name, type })
              : model.rename(asking, name));
            if (!failure) setAsking(null);
            return failure;
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </PageFrame>
  );
}

interface UsedProps {
  model: AttributesModel;
  onRename: (attribute: AttributeDefinition) => void;
}

function Used({ model, onRename }: UsedProps) {
  const used = model.used.value;
  if (used.length === 0) return <p class="page-card attributes-none">{say("attributes.none")}</p>;
  return (
    <ol class="page-card attributes-list" aria-busy={model.busy.value}>
      {used.map((one, i) => (
        <Item
          key={one.id}
          attribute={one}
          model={model}
          first={i === 0}
          last={i === used.length - 1}
          onRename={() => onRename(one)}
        />
      ))}
    </ol>
  );
}

interface ItemProps {
  attribute: AttributeDefinition;
  model: AttributesModel;
  first: boolean;
  last: boolean;
  onRename: () => void;
}

function Item({ attribute, model, first, last, onRename }: ItemProps) {
  const { name } = attribute;
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const move = async (by: -1 | 1) => {
    await model.move(attribute, by);
    // A browser takes the focus from what moves in the page.
    (by < 0 ? up : down).current?.focus();
  };
  return (
    <li class="attributes-item">
      <Name attribute={attribute} />
      <span class="attributes-buttons">
        <IconButton
          icon="chevron-up"
          label={say("attributes.up", { name })}
          blocked={first}
          buttonRef={up}
          onClick={() => void move(-1)}
        />
        <IconButton
          icon="chevron-down"
          label={say("attributes.down", { name })}
          blocked={last}
          buttonRef={down}
          onClick={() => void move(1)}
        />
        <IconButton icon="pencil" label={say("attributes.rename", { name })} onClick={onRename} />
        <IconButton
          icon="trash"
          label={say("attributes.archive", { name })}
          onClick={() => void model.setArchived(attribute, true)}
        />
      </span>
    </li>
  );
}

const Name = ({ attribute: { name, type } }: { attribute: AttributeDefinition }) => (
  <span class="attributes-name">
    {name} <span class="attributes-type">{say(`attributes.type.${type}`)}</span>
  </span>
);

const callsOf = ({ attributes }: Api): AttributesCalls => ({
  list: () => attributes.list.query({}),
  define: (input) => attributes.define.mutate({ ...input, operationId: uuidv7() }),
  rename: (input) => attributes.rename.mutate({ ...input, operationId: uuidv7() }),
  reorder: (input) => attributes.reorder.mutate({ ...input, operationId: uuidv7() }),
  archive: (input) => attributes.archive.mutate({ ...input, operationId: uuidv7() }),
});

const told: AttributesTold = {
  archived: ({ name }, undo) => tell(say("attributes.toast.archived", { name }), undo),
  restored: ({ name }) => tell(say("attributes.toast.restored", { name })),
  failed: tellFailure,
};
