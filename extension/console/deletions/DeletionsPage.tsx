import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { DeletionListItem } from "../../../shared/schemas/conversations.ts";
import type { Api } from "../../lib/api.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { useOnReturn } from "../on-return.ts";
import type { PageProps } from "../page.ts";
import { Loaded, PageFrame } from "../PageFrame.tsx";
import { say } from "../say.ts";
import { tell, tellFailure } from "../told.ts";
import "./deletions.css";
import { createDeletionsModel, type DeletionsCalls, type DeletionsModel } from "./DeletionsModel.ts";
import { EraseDialog } from "./EraseDialog.tsx";

/** What was deleted: bring it back, erase it now, or take its receipt. */
export function DeletionsPage({ api }: PageProps) {
  const model = useMemo(() => createDeletionsModel(callsOf(api)), [api]);
  const [asking, setAsking] = useState<string | null>(null);
  useEffect(() => void model.deletions.load(), [model]);
  useOnReturn(model.deletions.load);
  return (
    <PageFrame title={say("page.deletions")} intro={say("deletions.intro")}>
      <Loaded resource={model.deletions} lines={2}>
        {(items) =>
          items.length === 0 ? (
            <p class="page-card deletions-none">{say("deletions.none")}</p>
          ) : (
            <ul class="page-card">
              {items.map((item) => (
                <Row key={item.id} item={item} model={model} onErase={() => setAsking(item.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {asking && <EraseDialog deletionId={asking} model={model} onClose={() => setAsking(null)} />}
    </PageFrame>
  );
}

interface RowProps {
  item: DeletionListItem;
  model: DeletionsModel;
  onErase: () => void;
}

function Row({ item, model, onErase }: RowProps) {
  const now = Date.now();
  const { state, channel, receipt } = item;
  const restore = async () => {
    const failure = await model.restore(item.id);
    if (failure) tellFailure(failure);
    else tell(say("deletions.restored"));
  };
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(receipt, null, 2));
    tell(say("console.copied"));
  };
  return (
    <li class="deletions-row">
      <div class="deletions-facts">
        <span class="deletions-name">
          {channel?.name ?? say("deletions.unknown")}
          <span class={`badge${state === "deleted" ? " badge-good" : ""}`}>
            {say(`deletions.state.${state}`)}
          </span>
        </span>
        <span class="deletions-line">
          <span title={formatFull(item.requestedAt)}>
            {say("deletions.by", {
              name:
                item.requestedByName ?? say(receipt.requestedBy === "system" ? "audit.system" : "audit.gone"),
              when: formatWhen(item.requestedAt, now),
            })}
          </span>
          <span>{say("deletions.messages", { n: receipt.counts.messages })}</span>
          <span>{say("deletions.until", { when: formatFull(receipt.erasedAt ?? item.eraseAt) })}</span>
        </span>
      </div>
      {state === "deleted" && (
        <>
          <Button busy={model.busy.value === item.id} onClick={() => void restore()}>
            {say("deletions.restore")}
          </Button>
          <Button onClick={onErase}>{say("deletions.erase")}</Button>
        </>
      )}
      <IconButton icon="copy" label={say("deletions.receipt")} onClick={() => void copy()} />
    </li>
  );
}

const callsOf = ({ conversations }: Api): DeletionsCalls => ({
  list: () => conversations.deletions.query({}),
  restore: (input) => conversations.restore.mutate({ ...input, operationId: uuidv7() }),
  eraseNow: (input) => conversations.eraseNow.mutate({ ...input, operationId: uuidv7() }),
});
