import { useEffect, useRef } from "preact/hooks";
import { locale } from "../lib/i18n.ts";
import { Button } from "../ui/Button.tsx";
import { keepFocus } from "../ui/keep-focus.ts";
import { LiveRegion } from "../ui/LiveRegion.tsx";
import { EmptyScreen } from "../ui/Notice.tsx";
import { Toasts } from "../ui/Toast.tsx";
import { showFailure, toasts } from "../ui/toasts.ts";
import { loadBelow } from "./Below.tsx";
import { keepCareful } from "./careful.ts";
import { ConversationView } from "./ConversationView.tsx";
import type { Surroundings } from "./desk.ts";
import { Loading } from "./Loading.tsx";
import { t } from "./messages.ts";
import "./panel.css";
import type { PanelModel, Screen } from "./PanelModel.ts";
import { failureText } from "./words.ts";

interface PanelProps {
  model: PanelModel;
  surroundings: Surroundings;
}

/** The customer beside the chat. */
export function Panel({ model, surroundings }: PanelProps) {
  const root = useRef<HTMLDivElement>(null);
  const screen = model.screen.value;
  const host = model.host.value;
  const theme = "theme" in host ? host.theme : null;

  useEffect(() => {
    const lifetime = new AbortController();
    if (root.current) {
      keepFocus(root.current, lifetime.signal);
      keepCareful(root.current, lifetime.signal, () => showFailure(t("panel.covered")));
    }
    void loadBelow().catch(() => undefined);
    return () => lifetime.abort();
  }, []);
  useEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  }, [theme]);
  const language = locale.value;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const mayStay = screen.kind === "conversation" || screen.kind === "no-conversation";
  useEffect(() => {
    // What was done for a customer is not told to whoever signs in next.
    if (!mayStay) toasts.value = [];
  }, [mayStay]);

  return (
    <div ref={root}>
      <main class="panel" aria-label={t("panel.title")}>
        <ScreenView screen={screen} model={model} surroundings={surroundings} />
        {mayStay && <Foot model={model} />}
      </main>
      <Announcer screen={screen} hidden={model.dataHidden.value} />
      <LiveRegion />
      <Toasts closeLabel={t("panel.close")} />
    </div>
  );
}

interface ScreenProps extends PanelProps {
  screen: Screen;
}

function ScreenView({ screen, model, surroundings }: ScreenProps) {
  switch (screen.kind) {
    case "waiting":
      return null;
    case "loading":
      return <Loading />;
    case "unconfigured":
      return (
        <EmptyScreen
          icon="settings"
          title={t("screen.unconfigured")}
          action={
            surroundings.setUp && (
              <Button kind="primary" onClick={() => surroundings.setUp?.(screen.origin, screen.account)}>
                {t("screen.set-up")}
              </Button>
            )
          }
        >
          {t("screen.unconfigured-text", { origin: screen.origin })}
        </EmptyScreen>
      );
    case "no-conversation":
      return (
        <EmptyScreen icon="message" title={t("screen.no-conversation")}>
          {t("screen.no-conversation-text")}
        </EmptyScreen>
      );
    case "page-changed":
      return (
        <EmptyScreen icon="warning" title={t("screen.page-changed")}>
          {t("screen.page-changed-text")}
        </EmptyScreen>
      );
    case "signed-out":
      return (
        <EmptyScreen
          icon="person"
          title={t("screen.sign-in")}
          action={
            <Button kind="primary" onClick={screen.signIn}>
              {t("screen.sign-in-action")}
            </Button>
          }
        >
          {screen.failure ? <p role="alert">{failureText(screen.failure)}</p> : t("screen.sign-in-text")}
        </EmptyScreen>
      );
    case "refused":
      return (
        <EmptyScreen
          icon="lock"
          title={t("screen.refused")}
          action={<Button onClick={model.signOut}>{t("panel.sign-out")}</Button>}
        >
          {failureText(screen.failure)}
        </EmptyScreen>
      );
    case "conversation": {
      const desk = model.desk.value;
      return desk ? (
        <ConversationView
          key={screen.conversation.key}
          conversation={screen.conversation}
          model={model}
          desk={desk}
          surroundings={surroundings}
        />
      ) : null;
    }
  }
}

/** Who is signed in here. */
function Foot({ model }: { model: PanelModel }) {
  const member = model.member.value;
  if (!member) return null;
  return (
    <footer class="foot">
      <span class="truncate">
        {t("panel.signed-in-as", { name: member.name, role: t(`role.${member.role}`) })}
      </span>
      <Button kind="quiet" onClick={model.signOut}>
        {t("panel.sign-out")}
      </Button>
    </footer>
  );
}

/** Says whom the panel shows now, for whoever does not see it change. */
function Announcer({ screen, hidden }: { screen: Screen; hidden: boolean }) {
  const view = screen.kind === "conversation" ? screen.conversation.view.value : null;
  const name =
    view?.state === "linked" ? (view.contact.profile.name.value ?? t("panel.unnamed")) : t("link.unlinked");
  return (
    <p class="hidden-visually" role="status">
      {view && !hidden && t("panel.shown", { name })}
    </p>
  );
}
