import { useSignal } from "@preact/signals";
import { browser } from "wxt/browser";
import { removeSite, saveSite, type Site } from "../../lib/sites.ts";
import { parseOrigin, parseServerLink } from "./server-address.ts";

type Word = Parameters<typeof browser.i18n.getMessage>[0];
const t = (name: Word) => browser.i18n.getMessage(name);

/** Ties an inbox to a workspace, and asks the browser for both addresses: that needs this page's click. */
export function SetUp({ origin, account, sites }: { origin: string; account: string; sites: Site[] }) {
  const known = useSignal(sites);
  const problem = useSignal<Word | null>(null);
  const done = useSignal(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "");
    const inboxOrigin = parseOrigin(field("inbox"));
    const link = parseServerLink(field("server"), field("workspace"));
    problem.value = !inboxOrigin ? "setupBadInbox" : !link ? "setupBadServer" : null;
    if (!inboxOrigin || !link) return;
    const origins = [inboxOrigin, link.server].map((one) => {
      const { protocol, hostname } = new URL(one);
      return `${protocol}//${hostname}/*`;
    });
    if (!(await browser.permissions.request({ origins }))) {
      problem.value = "setupRefused";
      return;
    }
    const onlyAccount = field("account").trim();
    const site: Site = {
      inbox: "chatwoot",
      origin: inboxOrigin,
      account: onlyAccount === "" ? null : onlyAccount,
      link,
    };
    await saveSite(site);
    known.value = [...known.value.filter((one) => !same(one, site)), site];
    done.value = true;
  }

  async function remove(site: Site) {
    await removeSite(site);
    known.value = known.value.filter((one) => !same(one, site));
  }

  return (
    <main class="setup">
      <h1>{t("setupTitle")}</h1>
      <p>{t("setupIntroduction")}</p>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {t("setupInbox")}
          <input
            name="inbox"
            type="url"
            required
            defaultValue={origin}
            placeholder="https://chat.example.com"
          />
        </label>
        <label>
          {t("setupAccount")}
          <input name="account" inputMode="numeric" defaultValue={account} />
        </label>
        <label>
          {t("setupServer")}
          <input name="server" required placeholder="https://alongside.example.com" />
        </label>
        <label>
          {t("setupWorkspace")}
          <input name="workspace" placeholder="acme" />
        </label>
        <p role="alert" class="setup-problem">
          {problem.value && t(problem.value)}
        </p>
        <button type="submit">{t("setupSave")}</button>
        <p role="status">{done.value && t("setupDone")}</p>
      </form>
      {known.value.length > 0 && (
        <section>
          <h2>{t("setupKnown")}</h2>
          <ul>
            {known.value.map((site) => (
              <li key={`${site.origin} ${site.account}`}>
                <span>
                  {site.origin} {site.account} → {site.link.server}/w/{site.link.workspace}
                </span>
                <button type="button" onClick={() => void remove(site)}>
                  {t("setupRemove")}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

const same = (a: Site, b: Site) => a.origin === b.origin && a.account === b.account;
