import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { hrefOf } from "./address.ts";
import type { Me } from "./ConsoleModel.ts";
import { LANGUAGES, type Preferences, THEMES } from "./PreferencesModel.ts";
import { say } from "./say.ts";

interface MemberMenuProps {
  me: Me;
  preferences: Preferences;
  onSignOut: () => void;
}

/** Who is signed in, how they like it, and the way out. */
export function MemberMenu({ me, preferences, onSignOut }: MemberMenuProps) {
  return (
    <Menu
      up
      worded
      label={say("menu.open", { name: me.name })}
      buttonClass="member-button"
      button={
        <>
          <Avatar name={me.name} pictureUrl={null} size={30} />
          <span class="member-button-names">
            <span class="truncate">{me.name}</span>
            <span class="member-button-role truncate">{say(`role.${me.role}`)}</span>
          </span>
          <Icon name="chevron-down" size={14} />
        </>
      }
      groups={[
        {
          id: "language",
          label: say("menu.language"),
          items: LANGUAGES.map((language) => ({
            id: language,
            label: say(`language.${language}`),
            checked: preferences.language.value === language,
            onPick: () => preferences.setLanguage(language),
          })),
        },
        {
          id: "theme",
          label: say("menu.theme"),
          items: THEMES.map((theme) => ({
            id: theme,
            label: say(`theme.${theme}`),
            checked: preferences.theme.value === theme,
            onPick: () => preferences.setTheme(theme),
          })),
        },
        {
          id: "member",
          items: [
            {
              id: "account",
              label: say("menu.account"),
              icon: "person",
              onPick: () => location.assign(hrefOf("account")),
            },
            { id: "sign-out", label: say("menu.signOut"), icon: "sign-out", onPick: onSignOut },
          ],
        },
      ]}
    />
  );
}
