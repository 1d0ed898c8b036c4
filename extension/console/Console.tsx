import { useSignalEffect } from "@preact/signals";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { createApi } from "../lib/api.ts";
import type { Session } from "../lib/session.ts";
import { IconButton } from "../ui/Button.tsx";
import { Toasts } from "../ui/Toast.tsx";
import { closeToast, toasts } from "../ui/toasts.ts";
import { trackPath } from "./address.ts";
import "./console.css";
import { createConsoleModel } from "./ConsoleModel.ts";
import { MemberMenu } from "./MemberMenu.tsx";
import { Navigation } from "./Navigation.tsx";
import { useOnReturn } from "./on-return.ts";
import { PAGES } from "./pages.ts";
import type { Preferences } from "./PreferencesModel.ts";
import { say } from "./say.ts";
import { Shown } from "./Shown.tsx";

interface ConsoleProps {
  session: Session;
  preferences: Preferences;
}

/** The console of somebody who is signed in: navigation, and the page the address names. */
export function Console({ session, preferences }: ConsoleProps) {
  const api = useMemo(() => createApi(session.link, session), [session]);
  const ended = useMemo(() => new AbortController(), []);
  const path = useMemo(() => trackPath(ended.signal), [ended]);
  const model = useMemo(() => createConsoleModel(PAGES, path, () => api.members.me.query()), [api, path]);
  const reloadMe = useCallback(() => void model.me.load(), [model]);
  const [menuOpen, setMenuOpen] = useState(false);

  useEffect(() => {
    void model.me.load();
    return () => ended.abort();
  }, [model, ended]);
  useEffect(() => {
    setMenuOpen(false);
    // What failed on the page before asks for nothing on this one.
    for (const toast of toasts.peek()) if (toast.failed) closeToast(toast.id);
  }, [path.value]);
  useOnReturn(reloadMe);

  const view = model.view.value;
  const page = view.kind === "page" || view.kind === "refused" ? view.page : null;
  useSignalEffect(() => {
    const { value } = model.view;
    const title = say(
      value.kind === "page" || value.kind === "refused" ? value.page.title : "console.navigation",
    );
    document.title = say("console.title", { page: title });
  });

  return (
    <div class="console" onKeyDown={(event) => event.key === "Escape" && setMenuOpen(false)}>
      <a class="console-skip" href="#console-main" onClick={skip}>
        {say("console.skip")}
      </a>
      <header class="console-bar">
        <IconButton
          icon={menuOpen ? "close" : "menu"}
          label={say(menuOpen ? "console.closeMenu" : "console.menu")}
          aria-expanded={menuOpen}
          aria-controls="console-side"
          onClick={() => setMenuOpen(!menuOpen)}
        />
        <span class="nav-mark" aria-hidden="true" />
        <span class="console-bar-title truncate">{session.link.workspace}</span>
      </header>
      {menuOpen && <div class="console-scrim" onClick={() => setMenuOpen(false)} />}
      <div id="console-side" class={`console-side${menuOpen ? " console-side-open" : ""}`}>
        <Navigation pages={model.pages.value} current={page} workspace={session.link.workspace} />
        {model.me.data.value && (
          <MemberMenu
            me={model.me.data.value}
            preferences={preferences}
            onSignOut={() => void session.signOut()}
          />
        )}
      </div>
      <main id="console-main" class="console-main" tabIndex={-1}>
        <Shown view={view} api={api} link={session.link} preferences={preferences} reloadMe={reloadMe} />
      </main>
      <Toasts closeLabel={say("console.dismiss")} />
    </div>
  );
}

/** The address stays as it is: the hash is the route. */
function skip(event: Event) {
  event.preventDefault();
  document.getElementById("console-main")?.focus();
}
