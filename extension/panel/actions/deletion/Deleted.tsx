import { useEffect, useState } from "preact/hooks";
import type { DeletionItem } from "../../../../shared/schemas/conversations.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { announce } from "../../../ui/announce.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyScreen } from "../../../ui/Notice.tsx";
import { FieldError } from "../../../ui/TextField.tsx";
import { showToast } from "../../../ui/toasts.ts";
import type { PanelCalls } from "../../desk.ts";
import { t } from "../../messages-below.ts";
import { useLifetime } from "../../use-model.ts";
import { failureText } from "../../words.ts";
import "./deletion.css";
import { createDeletedModel, type DeletedModel } from "./DeletedModel.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { Receipt } from "./Receipt.tsx";
import { say } from "./words.ts";

export interface DeletedProps {
  deletion: DeletionItem;
  may: boolean;
  calls: PanelCalls;
  now: () => number;
  /** It was brought back, or the person has seen that it is erased. */
  onOver: () => void;
  /** Erasing has begun: this screen stays until it is through. */
  onErasing: () => void;
}

/** In the place of a customer who was deleted. */
export function Deleted({ deletion, may, calls, now, onOver, onErasing }: DeletedProps) {
  const model = useLifetime((lifetime) => createDeletedModel(calls, deletion, lifetime));
  const [asking, setAsking] = useState(false);
  const item = model.item.value;
  const { state } = item;
  const failure = model.failure.value;
  useEffect(() => {
    if (state === "erased") announce(say("erased"));
  }, [state]);
  useEffect(() => model.learn(deletion), [deletion.state]);
  const restore = async () => {
    if (!(await model.restore())) return;
    showToast(say("restored"));
    onOver();
  };
  return (
    <div class="deletion">
      <EmptyScreen
        icon={state === "erased" ? "check" : "trash"}
        title={say(state === "erasing" || state === "erased" ? state : "deleted")}
        action={
          may && <Choices model={model} onRestore={restore} onErase={() => setAsking(true)} onOver={onOver} />
        }
      >
        <StateText item={item} now={now()} />
        {failure && !asking && <FieldError id="deletion-error" error={failureText(failure)} />}
      </EmptyScreen>
      {may && <Receipt key={state} item={item} />}
      {asking && (
        <EraseDialog
          model={model}
          onClose={() => setAsking(false)}
          onBegun={() => {
            setAsking(false);
            onErasing();
          }}
        />
      )}
    </div>
  );
}

interface ChoicesProps {
  model: DeletedModel;
  onRestore: () => Promise<void>;
  onErase: () => void;
  onOver: () => void;
}

function Choices({ model, onRestore, onErase, onOver }: ChoicesProps) {
  const { state } = model.item.value;
  if (state === "erased") {
    return (
      <Button kind="primary" onClick={onOver}>
        {say("done")}
      </Button>
    );
  }
  if (state !== "deleted") return null;
  return (
    <div class="actions-buttons">
      <Button kind="primary" icon="retry" busy={model.busy.value} onClick={() => void onRestore()}>
        {say("restore")}
      </Button>
      <Button icon="trash" onClick={onErase}>
        {say("erase-now")}
      </Button>
    </div>
  );
}

function StateText({ item, now }: { item: DeletionItem; now: number }) {
  if (item.state === "erased") return <>{say("erased-text")}</>;
  if (item.state === "erasing") return <>{say("erasing-text")}</>;
  return (
    <>
      <p>
        {say("deleted-text", {
          name: item.requestedByName ?? t("panel.unnamed"),
          when: formatWhen(item.requestedAt, now),
          until: formatFull(item.eraseAt),
        })}
      </p>
      <p>{say("deleted-more")}</p>
    </>
  );
}
