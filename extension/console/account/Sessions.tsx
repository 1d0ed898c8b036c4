import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { SessionItem } from "../../../shared/schemas/members.ts";
import type { Api } from "../../lib/api.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { VisuallyHidden } from "../../ui/VisuallyHidden.tsx";
import { useOnReturn } from "../on-return.ts";
import { Loaded } from "../PageFrame.tsx";
import { say } from "../say.ts";
import { tell, tellFailure } from "../told.ts";
import { browserOf } from "./browser-name.ts";
import { createSessionsModel, type SessionsCalls, type SessionsTold } from "./SessionsModel.ts";

/** Where the member is signed in, and how to end it. */
export function Sessions({ api }: { api: Api }) {
  const model = useMemo(() => createSessionsModel(callsOf(api), told), [api]);
  const [asking, setAsking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => void model.sessions.load(), [model]);
  useOnReturn(model.sessions.load);
  const others = model.others.value;

  const revoke = async (sessions: readonly SessionItem[]) => {
    setAsking(false);
    await model.revoke(sessions);
    // The row that had the focus is gone.
    heading.current?.focus();
  };

  return (
    <section class="page-section" aria-labelledby="account-sessions">
      <div class="page-section-head">
        <div>
          <h2 id="account-sessions" ref={heading} class="page-section-title" tabIndex={-1}>
            {say("account.sessions")}
          </h2>
          <p class="page-section-hint">
            {say(others.length === 0 ? "account.onlyThis" : "account.sessions.hint")}
          </p>
        </div>
        {others.length > 1 && <Button onClick={() => setAsking(true)}>{say("account.revokeOthers")}</Button>}
      </div>
      <Loaded resource={model.sessions} lines={2}>
        {(sessions) => (
          <ul class="page-card" aria-labelledby="account-sessions">
            {sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                busy={model.busy.value.has(session.id)}
                onRevoke={() => void revoke([session])}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {asking && (
        <Dialog
          title={say("account.revokeOthers.title")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{say("console.cancel")}</Button>
              <Button kind="danger" onClick={() => void revoke(others)}>
                {say("account.revokeOthers")}
              </Button>
            </>
          }
        >
          {say("account.revokeOthers.text", { count: others.length })}
        </Dialog>
      )}
    </section>
  );
}

const ICONS: Record<SessionItem["client"], IconName> = {
  console: "screen",
  browser: "screen",
  extension: "plug",
  widget: "message",
  operator: "settings",
};

interface SessionRowProps {
  session: SessionItem;
  busy: boolean;
  onRevoke: () => void;
}

function SessionRow({ session, busy, onRevoke }: SessionRowProps) {
  const now = Date.now();
  const client = say(`account.client.${session.client}`);
  const browser = browserText(session.userAgent);
  return (
    <li class="session" aria-label={`${client}, ${browser}`}>
      <span class="session-icon">
        <Icon name={ICONS[session.client]} size={18} />
      </span>
      <div class="session-facts">
        <span class="session-name">
          {client}
          {session.current && <span class="badge badge-good">{say("account.thisOne")}</span>}
        </span>
        <span class="session-line">
          <span>{browser}</span>
          <span title={formatFull(session.lastSeenAt)}>
            {say("account.seen", { when: formatWhen(session.lastSeenAt, now) })}
          </span>
          <span title={formatFull(session.createdAt)}>
            {say("account.signedIn", { when: formatWhen(session.createdAt, now) })}
          </span>
        </span>
      </div>
      {!session.current && (
        <Button busy={busy} onClick={onRevoke}>
          {say("account.revoke")}
          <VisuallyHidden>{` ${client}, ${browser}`}</VisuallyHidden>
        </Button>
      )}
    </li>
  );
}

function browserText(userAgent: string): string {
  const { browser, system } = browserOf(userAgent);
  if (browser && system) return say("account.browserOn", { browser, system });
  return browser ?? system ?? say("account.unknownBrowser");
}

const callsOf = ({ sessions }: Api): SessionsCalls => ({
  list: () => sessions.list.query(),
  revoke: (input) => sessions.revoke.mutate({ ...input, operationId: uuidv7() }),
});

const told: SessionsTold = {
  revoked: (count) =>
    tell(count === 1 ? say("account.toast.revoked") : say("account.toast.revokedOthers", { count })),
  failed: tellFailure,
};
