import { useSignalEffect } from "@preact/signals";
import { useCallback, useEffect, useMemo } from "preact/hooks";
import { createApi } from "../lib/api.ts";
import type { Session } from "../lib/session.ts";
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
import { Shell } from "./Shell.tsx";
import { Shown } from "./Shown.tsx";

interface ConsoleProps {
  session: Session;
  preferences: Preferences;
}

/** The console of somebody who is signed in: navigation, and the page the address names. */
export function Console({ session, preferences }: ConsoleProps) {
  const { link } = session;
  const api = useMemo(() => createApi(link, session), [link, session]);
  const ended = useMemo(() => new AbortController(), []);
  const path = useMemo(() => trackPath(ended.signal), [ended]);
  const model = useMemo(() => createConsoleModel(PAGES, path, () => api.members.me.query()), [api, path]);
  const reloadMe = useCallback(() => void model.me.load(), [model]);

  useEffect(() => {
    reloadMe();
    return () => ended.abort();
  }, [reloadMe, ended]);
  useEffect(() => {
    // What failed on the page before asks for nothing on this one.
    for (const toast of toasts.peek()) if (toast.failed) closeToast(toast.id);
  }, [path.value]);
  useOnReturn(reloadMe);
  useSignalEffect(() => {
    const { value } = model.view;
    const named = value.kind === "page" || value.kind === "refused";
    document.title = say("console.title", { page: say(named ? value.page.title : "console.navigation") });
  });

  const view = model.view.value;
  const me = model.me.data.value;
  const current = view.kind === "page" || view.kind === "refused" ? view.page : null;
  return (
    <Shell
      workspace={link.workspace}
      path={path.value}
      side={
        <>
          <Navigation pages={model.pages.value} current={current} workspace={link.workspace} />
          {me && <MemberMenu me={me} preferences={preferences} onSignOut={() => void session.signOut()} />}
        </>
      }
    >
      <Shown view={view} api={api} link={link} preferences={preferences} reloadMe={reloadMe} />
    </Shell>
  );
}
