import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeletionItem } from "../../shared/schemas/conversations.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyScreen } from "../ui/Notice.tsx";
import { VisuallyHidden } from "../ui/VisuallyHidden.tsx";
import { DeletedView } from "./actions/deletion/DeletedView.tsx";
import { Below } from "./Below.tsx";
import { type Conversation, isFinal } from "./Conversation.ts";
import type { Customer } from "./Customer.ts";
import type { Desk, Surroundings } from "./desk.ts";
import { Eye } from "./Eye.tsx";
import { Head } from "./Head.tsx";
import { Loading } from "./Loading.tsx";
import { UnlinkedView } from "./link/UnlinkedView.tsx";
import { t } from "./messages.ts";
import type { PanelModel } from "./PanelModel.ts";
import { SECTIONS } from "./sections.ts";
import { Status } from "./Status.tsx";
import { failureText } from "./words.ts";

interface Props {
  conversation: Conversation;
  model: PanelModel;
  desk: Desk;
  surroundings: Surroundings;
}

export function ConversationView({ conversation, model, desk, surroundings }: Props) {
  const view = conversation.view.value;
  const customer = conversation.customer.value;
  const failure = conversation.failure.value;
  const pressed = useRef(false);
  /** Whoever erases a conversation sees it through, also when nothing of it is left. */
  const [erasing, setErasing] = useState<DeletionItem | null>(null);
  const status = <Status conversation={conversation} desk={desk} online={surroundings.online.value} />;

  if (!view) return failure ? <Failed conversation={conversation} /> : <Loading />;
  if (model.dataHidden.value)
    return (
      <>
        <header class="head">
          <h1 class="head-hidden" tabIndex={-1} data-focus="heading">
            {t("panel.hidden")}
          </h1>
          <Eye hidden onChange={model.setDataHidden} pressed={pressed} />
        </header>
        {status}
        <p class="panel-hidden">{t("panel.hidden-text")}</p>
      </>
    );
  const deletion = view.state === "deleted" ? view.deletion : view.state === "unlinked" && erasing;
  if (deletion)
    return (
      <DeletedView
        key={deletion.id}
        deletion={deletion}
        may={view.member.permissions.includes("conversation:delete")}
        calls={desk.calls}
        now={surroundings.now}
        onErasing={() => setErasing(deletion)}
        onOver={() => {
          setErasing(null);
          void conversation.refresh();
        }}
      />
    );
  if (view.state === "unlinked")
    return (
      <>
        {status}
        <UnlinkedView conversation={conversation} calls={desk.calls} now={surroundings.now} />
      </>
    );
  if (!customer) return <Loading />;
  return (
    <Linked key={customer.contactId} customer={customer} model={model} pressed={pressed}>
      {status}
    </Linked>
  );
}

/** Most answers come sooner than an eye can tell: only one later than this, ms, is seen to be waited for. */
const LATE = 600;

interface LinkedProps {
  customer: Customer;
  model: PanelModel;
  pressed: { current: boolean };
  children: ComponentChildren;
}

function Linked({ customer, model, pressed, children }: LinkedProps) {
  const isConfirmed = customer.confirmed.value;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (isConfirmed) return undefined;
    const timer = setTimeout(() => setLate(true), LATE);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isConfirmed]);
  return (
    <>
      <header class="head">
        <Head customer={customer} />
        <Eye hidden={false} onChange={model.setDataHidden} pressed={pressed} />
      </header>
      {children}
      <div class={isConfirmed ? undefined : `panel-unconfirmed ${isLate ? "panel-unconfirmed-late" : ""}`}>
        {!isConfirmed && isLate && (
          <div class="panel-checking">
            <VisuallyHidden>{t("status.checking")}</VisuallyHidden>
          </div>
        )}
        {SECTIONS.map(({ id, View }) => (
          <View key={id} customer={customer} />
        ))}
        <Below customer={customer} />
      </div>
    </>
  );
}

function Failed({ conversation }: { conversation: Conversation }) {
  const failure = conversation.failure.value;
  if (!failure) return null;
  return (
    <EmptyScreen
      icon={failure.code === "OFFLINE" ? "offline" : "warning"}
      title={t("screen.failed")}
      action={
        <Button icon="retry" onClick={() => void conversation.refresh()}>
          {t("screen.retry")}
        </Button>
      }
    >
      <p role="alert">
        {failureText(failure)}
        {!isFinal(failure) && <span class="panel-retrying">{t("screen.retrying")}</span>}
      </p>
      {failure.requestId && <p class="panel-request">{t("panel.error-id", { id: failure.requestId })}</p>}
    </EmptyScreen>
  );
}
