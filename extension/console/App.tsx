import { useSignalEffect } from "@preact/signals";
import { useState } from "preact/hooks";
import type { ServerLink } from "../lib/host.ts";
import { chooseLocale, locale } from "../lib/i18n.ts";
import { createSession, type Session } from "../lib/session.ts";
import { ChooseWorkspace } from "./ChooseWorkspace.tsx";
import { Console } from "./Console.tsx";
import type { Preferences } from "./PreferencesModel.ts";
import { SignIn } from "./SignIn.tsx";
import { forgetLink, rememberedLink, rememberLink } from "./workspace-link.ts";

interface AppProps {
  preferences: Preferences;
  inExtension: boolean;
  /** Workspaces the extension's inboxes already use; none on the web. */
  known: readonly ServerLink[];
  mayReach: (server: string) => Promise<boolean>;
}

/** Which workspace, then who, then the console. */
export function App({ preferences, inExtension, known, mayReach }: AppProps) {
  const [session, setSession] = useState<Session | null>(() => {
    const link = rememberedLink(localStorage, inExtension ? null : new URL(location.href));
    const first = link ?? (known.length === 1 ? known[0] : undefined);
    return first ? openSession(first, inExtension) : null;
  });
  useLooks(preferences);

  if (!session) {
    return (
      <ChooseWorkspace
        inExtension={inExtension}
        known={known}
        mayReach={mayReach}
        onChoose={(link) => setSession(openSession(link, inExtension))}
      />
    );
  }
  if (session.state.value.kind === "signed-in")
    return <Console session={session} preferences={preferences} />;
  return (
    <SignIn
      session={session}
      onOther={() => {
        session.close();
        forgetLink(localStorage);
        if (!inExtension) history.replaceState(null, "", location.pathname + location.hash);
        setSession(null);
      }}
    />
  );
}

const PLACE = "console.place";

/** The address names the workspace from here on; the place one was at before signing in is kept. */
function openSession(link: ServerLink, inExtension: boolean): Session {
  rememberLink(localStorage, link);
  // Takes a code out of the address, so it stands before the address is written.
  const session = createSession({ link, mount: "page" });
  if (inExtension) return session;
  const place = location.hash || (sessionStorage.getItem(PLACE) ?? "");
  sessionStorage.removeItem(PLACE);
  history.replaceState(null, "", `${location.pathname}?workspace=${link.workspace}${place}`);
  return {
    ...session,
    signIn() {
      sessionStorage.setItem(PLACE, location.hash);
      return session.signIn();
    },
  };
}

/** Language and colours of the whole page. */
function useLooks(preferences: Preferences): void {
  useSignalEffect(() => {
    const language = preferences.language.value;
    locale.value = language === "auto" ? chooseLocale(navigator.languages) : language;
    document.documentElement.lang = locale.value;
  });
  useSignalEffect(() => {
    const theme = preferences.theme.value;
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  });
}
