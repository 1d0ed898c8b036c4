import type { OutboxEntry } from "../lib/outbox-entry.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { PendingDot } from "../ui/PendingDot.tsx";
import { type Conversation, isFinal } from "./Conversation.ts";
import type { Desk } from "./desk.ts";
import { t } from "./messages.ts";
import { failureText, writeWord } from "./words.ts";
import { isStuck } from "./writes.ts";

interface StatusProps {
  conversation: Conversation;
  desk: Desk;
  online: boolean;
}

/** What is not as it should be: no connection, changes that wait, changes the server refused. */
export function Status({ conversation, desk, online }: StatusProps) {
  const pending = desk.outbox.pending.value;
  const contactId = conversation.customer.value?.contactId;
  const ours = pending.filter((entry) => entry.contactId === contactId);
  const refused = ours.filter((entry) => entry.state === "refused");
  // A change that is answered at once needs no word.
  const waiting = online ? ours.filter(isStuck).length : ours.filter(isWaiting).length;
  const elsewhere = pending.length - ours.length;
  const failure = conversation.failure.value;
  const hasView = conversation.view.value !== null;
  return (
    <div class="status" aria-live="polite">
      {!online && (
        <Notice tone="warning" icon="offline">
          {conversation.confirmed.value ? t("status.offline") : t("status.offline-cached")}
        </Notice>
      )}
      {online && failure && hasView && (
        <Notice
          tone="warning"
          icon="warning"
          action={
            <Button kind="quiet" onClick={() => void conversation.refresh()}>
              {t("screen.retry")}
            </Button>
          }
        >
          {isFinal(failure) ? failureText(failure) : t("status.failing")}
        </Notice>
      )}
      {online && hasFailingChannel(conversation) && (
        <Notice tone="warning" icon="warning">
          {t("status.channel-failing")}
        </Notice>
      )}
      {waiting > 0 && (
        <Notice>
          <PendingDot label={t("status.pending")} /> {t("status.waiting", { n: waiting })}
        </Notice>
      )}
      {refused.map((entry) => (
        <Refused key={entry.operationId} entry={entry} desk={desk} />
      ))}
      {elsewhere > 0 && (
        <Notice>
          <PendingDot label={t("status.pending")} /> {t("status.elsewhere", { n: elsewhere })}
        </Notice>
      )}
    </div>
  );
}

const isWaiting = (entry: OutboxEntry) => entry.state === "waiting" || entry.state === "sending";

function Refused({ entry, desk }: { entry: OutboxEntry; desk: Desk }) {
  const { operationId, refusal } = entry;
  return (
    <Notice
      tone="danger"
      icon="warning"
      action={
        <>
          <Button kind="quiet" onClick={() => void desk.outbox.retry(operationId)}>
            {t("status.retry")}
          </Button>
          <Button kind="quiet" onClick={() => void desk.outbox.drop(operationId)}>
            {t("status.discard")}
          </Button>
        </>
      }
    >
      {t("status.refused", { what: writeWord(entry) })}
      {refusal && <> {failureText(refusal)}</>}
    </Notice>
  );
}

function hasFailingChannel({ view }: Conversation): boolean {
  return view.value?.state === "linked" && view.value.contact.channel.failing === true;
}
