import type { FunctionComponent } from "preact";
import type { Api } from "../lib/api.ts";
import type { ServerLink } from "../lib/host.ts";
import type { IconName } from "../ui/Icon.tsx";
import type { Guarded, Me } from "./ConsoleModel.ts";
import type { Preferences } from "./PreferencesModel.ts";
import type { MessageName } from "./say.ts";

/** What every page gets from the console. */
export interface PageProps {
  api: Api;
  link: ServerLink;
  me: Me;
  /** Asks again who is signed in and what they may, after a page changed it. */
  reloadMe: () => void;
  preferences: Preferences;
}

export interface ConsolePage extends Guarded {
  title: MessageName;
  /** The heading it stands under in the navigation. */
  group: MessageName;
  icon: IconName;
  Page: FunctionComponent<PageProps>;
}
