import { render } from "preact";
import { browser } from "wxt/browser";
import { App } from "../../console/App.tsx";
import { createPreferences } from "../../console/PreferencesModel.ts";
import { loadSites } from "../../lib/sites.ts";

const inExtension = Boolean(browser?.runtime?.id);
const sites = inExtension ? await loadSites() : [];
const known = new Map(sites.map(({ link }) => [`${link.server} ${link.workspace}`, link]));

/** Without it the browser keeps the server's answers from an extension's page. A pattern has no port. */
async function mayReach(server: string): Promise<boolean> {
  if (!inExtension) return true;
  const { protocol, hostname } = new URL(server);
  return browser.permissions.request({ origins: [`${protocol}//${hostname}/*`] });
}

const root = document.getElementById("root");
if (root) {
  render(
    <App
      preferences={createPreferences(localStorage)}
      inExtension={inExtension}
      known={[...known.values()]}
      mayReach={mayReach}
    />,
    root,
  );
}
