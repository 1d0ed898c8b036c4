import { useEffect } from "preact/hooks";
import type { PersonSuggestion } from "../../../../shared/schemas/customers.ts";
import type { Candidate } from "../../../../shared/schemas/panel.ts";
import { Breakable } from "../../../ui/Breakable.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { FieldError, TextField } from "../../../ui/TextField.tsx";
import type { Customer } from "../../Customer.ts";
import { useLifetime } from "../../use-model.ts";
import { channelWord, failureText } from "../../words.ts";
import "./merge.css";
import { createMergeModel, type MergeModel } from "./MergeModel.ts";
import { Sides } from "./Sides.tsx";
import { say } from "./words.ts";

export interface MergeDialogProps {
  customer: Customer;
  /** Who was suggested; null where a person looks for them. */
  suggested: PersonSuggestion | null;
  onClose: () => void;
  onMerged: (recordId: string) => void;
}

/** 合併顧客: find who is the same person, see both sides, say why. */
export function MergeDialog({ customer, suggested, onClose, onMerged }: MergeDialogProps) {
  const model = useLifetime(() => createMergeModel(customer, suggested));
  useEffect(() => {
    if (suggested) void model.compare.run(suggested.contactId);
  }, [model, suggested]);
  const sides = model.comparison.value;
  const failure = model.failure.value ?? model.compare.failure.value;
  const merge = async () => {
    const recordId = await model.merge();
    if (recordId !== null) onMerged(recordId);
  };
  return (
    <Dialog
      title={sides || suggested ? say("compare") : say("merge-title")}
      wide
      onClose={onClose}
      actions={
        <>
          {sides && !suggested && <Button onClick={model.back}>{say("back")}</Button>}
          <Button onClick={onClose}>{say("cancel")}</Button>
          {sides && !sides.same && (
            <Button kind="primary" busy={model.merging.value} onClick={() => void merge()}>
              {say("merge")}
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
        {sides ? (
          <>
            <Sides sides={sides} twoMembers={model.twoMembers.value} now={customer.now()} />
            {!suggested && !sides.same && (
              <TextField
                id="merge-reason"
                label={say("reason")}
                hint={say("reason-hint")}
                value={model.reason.value}
                maxLength={200}
                error={model.needsReason.value ? say("reason-needed") : null}
                onInput={model.giveReason}
              />
            )}
          </>
        ) : suggested ? (
          !failure && <Skeleton width="80%" />
        ) : (
          <Search model={model} />
        )}
        <FieldError id="merge-error" error={failure && failureText(failure)} />
      </div>
    </Dialog>
  );
}

function Search({ model }: { model: MergeModel }) {
  const found = model.found.value;
  const failure = model.search.failure.value;
  return (
    <>
      <form
        class="merge-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void model.search.run();
        }}
      >
        <TextField
          id="merge-search"
          type="search"
          label={say("search")}
          hint={say("search-hint")}
          value={model.text.value}
          maxLength={200}
          onInput={model.type}
          error={failure && failureText(failure)}
        />
        <Button type="submit" icon="search" busy={model.search.running.value}>
          {say("find")}
        </Button>
      </form>
      {found && found.length > 0 && (
        <ul class="merge-found" aria-label={say("found")}>
          {found.map((candidate) => (
            <Found key={candidate.contactId} candidate={candidate} model={model} />
          ))}
        </ul>
      )}
      <p class="merge-status" role="status">
        {model.search.running.value ? say("searching") : found?.length === 0 && say("nobody")}
      </p>
    </>
  );
}

function Found({ candidate, model }: { candidate: Candidate; model: MergeModel }) {
  const { contactId, channel, phoneDisplay, email } = candidate;
  const name = candidate.name ?? say("unnamed");
  const still = model.compare.running.value;
  return (
    <li>
      <button
        type="button"
        class="merge-choice"
        // Not disabled: the browser would drop the focus, which must go on to the two sides.
        aria-disabled={still || undefined}
        onClick={() => !still && void model.compare.run(contactId)}
      >
        <span class="hidden-visually">{say("choose", { name })}</span>
        <span class="merge-name" aria-hidden="true">
          {name}
        </span>
        <span class="merge-fact">
          <Breakable
            text={[`${channelWord(channel.kind)} ${channel.name}`, phoneDisplay, email]
              .filter(Boolean)
              .join(" · ")}
          />
        </span>
      </button>
    </li>
  );
}
