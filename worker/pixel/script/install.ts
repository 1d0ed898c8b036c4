import { createBinding } from "./bind.ts";
import { createConsent } from "./consent.ts";
import { createPresence } from "./presence.ts";
import { createOutbox } from "./outbox.ts";
import { guarded, random, say } from "./guard.ts";

/** What `alongside(…)` takes: a word, and what belongs to it. docs/pixel.md describes them. */
type Api = (word: unknown, facts?: unknown) => void;
/** What the page put there before the script came: calls wait in `q`. */
type Stub = Api & { q?: ArrayLike<unknown>[] };

const WORDS = /^(page|view|add|remove|checkout|purchase)$/;

/** The script's own address without `.js` is where it tells what it sees. */
export function install(page: Window & { alongside?: Stub; navigation?: EventTarget }): void {
  const { document, location } = page;
  const script = document.currentScript as HTMLScriptElement | null;
  const before = page.alongside;
  if (!script || (before && !before.q)) return;
  const endpoint = script.src.replace(/\.js([?#].*)?$/, "");
  const consent = createConsent(page, script.dataset["consent"] === "required");
  const outbox = createOutbox(page, { endpoint, consent, pageId: random() });
  const presence = createPresence(page, outbox);
  const bindAs = createBinding(page, endpoint);

  let shown = "";
  const see = guarded(() => {
    const url = location.href.split("#")[0] ?? "";
    if (url === shown) return;
    const referrer = shown || document.referrer;
    shown = url;
    outbox.add("page", { url, title: document.title, referrer });
    presence.moved();
  });

  const api: Api = guarded((word, facts) => {
    if (word === "consent") {
      if (consent.set(facts === true)) outbox.flush();
      else outbox.clear();
    } else if (word === "identify" || word === "chat") {
      const isLogOut = word === "identify" && facts === null;
      if (!isLogOut && !(facts as { signature?: unknown } | undefined)?.signature)
        say(`${word} was ignored: it is not signed`);
      else {
        outbox.add(word, facts);
        if (word === "chat") presence.begin();
        outbox.flush();
        if (word === "identify" && !isLogOut) bindAs(facts as Record<string, unknown>);
      }
    } else if (word === "page") {
      shown = "";
      see();
    } else if (WORDS.test(String(word))) {
      outbox.add(String(word), facts);
    } else {
      say(`there is no "${String(word)}"`);
    }
  });
  page.alongside = api;

  const begin = guarded(() => {
    see();
    for (const call of before?.q ?? []) api(call[0], call[1]);
    // Pages that never load anew tell of their moves here; nothing of the page's own is replaced.
    page.navigation?.addEventListener("navigatesuccess", see);
    page.addEventListener("popstate", see);
    document.addEventListener(
      "visibilitychange",
      guarded(() => (document.hidden ? outbox.flush(true) : presence.beat())),
    );
    page.addEventListener(
      "pagehide",
      guarded(() => presence.leave()),
    );
    page.addEventListener(
      "pageshow",
      guarded((event) => (event as PageTransitionEvent).persisted && presence.beat()),
    );
  });
  // A page that is only made ready has been seen by nobody.
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
}
