import { Avatar } from "../../ui/Avatar.tsx";
import { Select } from "../../ui/Select.tsx";
import type { PageProps } from "../page.ts";
import { PageFrame } from "../PageFrame.tsx";
import { LANGUAGES, THEMES } from "../PreferencesModel.ts";
import { say } from "../say.ts";
import { Sessions } from "./Sessions.tsx";
import "./account.css";

/** The member's own: who they are, how they like it, where they are signed in. */
export function AccountPage({ api, me, preferences }: PageProps) {
  return (
    <PageFrame title={say("page.account")} intro={say("account.intro")}>
      <div class="page-card account-me">
        <Avatar name={me.name} pictureUrl={null} size={48} />
        <div class="account-names">
          <span class="account-name">{me.name}</span>
          <span class="account-email">{me.email}</span>
        </div>
        <span class="badge badge-plain badge-good">{say(`role.${me.role}`)}</span>
      </div>
      <section class="page-section" aria-labelledby="account-preferences">
        <h2 id="account-preferences" class="page-section-title">
          {say("account.preferences")}
        </h2>
        <div class="page-card account-preferences">
          <Select
            id="account-language"
            label={say("menu.language")}
            value={preferences.language.value}
            options={LANGUAGES.map((value) => ({ value, label: say(`language.${value}`) }))}
            onPick={preferences.setLanguage}
          />
          <Select
            id="account-theme"
            label={say("menu.theme")}
            value={preferences.theme.value}
            options={THEMES.map((value) => ({ value, label: say(`theme.${value}`) }))}
            onPick={preferences.setTheme}
          />
        </div>
      </section>
      <Sessions api={api} />
    </PageFrame>
  );
}
