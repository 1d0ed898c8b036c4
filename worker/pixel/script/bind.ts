import { guarded } from "./guard.ts";

const KEY = "alongside-bind";
/** How long a visitor may take to sign in, ms. */
const WAITS = 3_600_000;

/**
 * A visitor who came by a binding link goes back to it once the shop says who they are. The link's token stands
 * behind `#` and in this tab only; what the shop signed is posted.
 *
 * @param endpoint where the pixel tells what it sees; the page of the link lies beside it
 */
export function createBinding(page: Window, endpoint: string) {
  const { document, history, location } = page;
  guarded(() => {
    const token = /#alongside-bind=([\w.-]{20,500})$/.exec(location.hash)?.[1];
    if (!token) return;
    page.sessionStorage.setItem(KEY, `${Date.now()} ${token}`);
    history.replaceState(history.state, "", location.pathname + location.search);
  })();

  return guarded((claim: Record<string, unknown>) => {
    const [at, token] = (page.sessionStorage.getItem(KEY) ?? "").split(" ");
    if (!token) return;
    page.sessionStorage.removeItem(KEY);
    if (Date.now() - Number(at) > WAITS) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${endpoint.replace(/pixel$/, "bind")}?token=${token}`;
    for (const name of ["memberId", "email", "phone", "at", "signature"]) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = String(claim[name] ?? "");
      form.append(input);
    }
    document.documentElement.append(form);
    form.submit();
  });
}
