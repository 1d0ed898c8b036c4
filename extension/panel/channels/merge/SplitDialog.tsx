import { useEffect } from "preact/hooks";
import type { BoundChannel } from "../../../../shared/schemas/channels.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { FieldError, TextField } from "../../../ui/TextField.tsx";
import type { Customer } from "../../Customer.ts";
import { useLifetime } from "../../use-model.ts";
import { channelWord, failureText } from "../../words.ts";
import { whyText } from "../why-text.ts";
import "./merge.css";
import { createSplitModel, type SplitModel } from "./SplitModel.ts";
import { say } from "./words.ts";

export interface SplitDialogProps {
  customer: Customer;
  channel: BoundChannel;
  onClose: () => void;
  /** Given what takes it back. */
  onSplit: (undo: () => Promise<unknown>) => void;
}

/** 拆分: why this channel is of this customer, what would go, and the reason. */
export function SplitDialog({ customer, channel, onClose, onSplit }: SplitDialogProps) {
  const model = useLifetime(() => createSplitModel(customer, channel.contactId));
  useEffect(() => void model.load.run(), [model]);
  const ties = model.ties.value;
  const failure = model.failure.value ?? model.load.failure.value;
  const split = async () => {
    const undo = await model.split();
    if (undo) onSplit(undo);
  };
  return (
    <Dialog
      title={say("split-title", { name: `${channelWord(channel.kind)} ${channel.account}` })}
      wide
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          {ties || !failure ? (
            <Button kind="primary" busy={model.splitting.value} blocked={!ties} onClick={() => void split()}>
              {say("split")}
            </Button>
          ) : (
            <Button kind="primary" onClick={() => void model.load.run()}>
              {say("retry")}
            </Button>
          )}
        </>
      }
    >
      <div class="merge">
        {model.changed.value && (
          <Notice tone="warning" icon="warning" live>
            {say("changed")}
          </Notice>
        )}
        <p>{say("split-text")}</p>
        {ties ? <Choices model={model} now={customer.now()} /> : !failure && <Skeleton width="70%" />}
        {ties && (
          <TextField
            id="split-reason"
            label={say("reason")}
            hint={say("reason-split-hint")}
            value={model.reason.value}
            maxLength={200}
            error={model.needsReason.value ? say("reason-needed") : null}
            onInput={model.giveReason}
          />
        )}
        <FieldError id="split-error" error={failure && failureText(failure)} />
      </div>
    </Dialog>
  );
}

/** More than the one channel goes where a merge brought more: the person says which is meant. */
function Choices({ model, now }: { model: SplitModel; now: number }) {
  const joins = (model.ties.value?.joins ?? []).filter(({ goes }) => goes.length > 1);
  if (joins.length === 0) return null;
  return (
    <div class="merge-choices" role="radiogroup" aria-label={say("split-which")}>
      <Choice
        label={say("split-alone")}
        detail={null}
        on={model.whole.value === null}
        pick={() => model.choose(null)}
      />
      {joins.map((join) => (
        <Choice
          key={join.recordId}
          label={say("split-join", { n: join.goes.length })}
          detail={whyText(join, now)}
          on={model.whole.value === join.recordId}
          pick={() => model.choose(join.recordId)}
        />
      ))}
    </div>
  );
}

function Choice(props: { label: string; detail: string | null; on: boolean; pick: () => void }) {
  return (
    <label class="merge-radio">
      <input type="radio" name="split-which" checked={props.on} onChange={props.pick} />
      <span>
        {props.label}
        {props.detail !== null && <span class="merge-fact"> {props.detail}</span>}
      </span>
    </label>
  );
}
