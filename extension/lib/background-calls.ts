import { browser } from "wxt/browser";
import { CallFailure, failureOf } from "./failure.ts";
import type { GoTo } from "../../shared/schemas/channels.ts";
import type { ServerLink } from "./host.ts";

/**
 * What the extension's pages ask of its background. A panel framed in another site has no IndexedDB and
 * no locks where the browser blocks third-party storage (Chromium 156), so the background has both for
 * all of them.
 */
export type BackgroundCall =
  | { type: "table"; table: string; method: string; args: unknown[] }
  | { type: "token"; link: ServerLink; refused: string | null }
  | { type: "drain"; link: ServerLink; memberId: string }
  /** From a page without the browser's sign-in window: a framed one in Firefox. */
  | { type: "sign-in"; url: string }
  /** From a page that may not speak to tabs: asks the content script of its own tab. */
  | { type: "hello" }
  | { type: "go"; to: GoTo };

type Answer = { value: unknown } | { failure: Pick<CallFailure, "code" | "field" | "facts" | "requestId"> };
type Sender = Parameters<Parameters<typeof browser.runtime.onMessage.addListener>[0]>[1];

const CALLS = new Set<string>([
  "table",
  "token",
  "drain",
  "sign-in",
  "hello",
  "go",
] satisfies BackgroundCall["type"][]);

let isBackground = false;

/** On a page of the extension, which has to ask; the background itself and the web do it themselves. */
export const mustAsk = (): boolean => !isBackground && Boolean(browser?.runtime?.id);

/** A page of this extension, and not a content script in somebody's page. */
export const isOurPage = (sender: Sender): boolean =>
  sender.id === browser.runtime.id &&
  sender.url !== undefined &&
  sender.url.startsWith(browser.runtime.getURL("/"));

/** @throws {CallFailure} what the background's work failed with */
export async function askBackground(call: BackgroundCall): Promise<unknown> {
  // It may be ended in the middle of a call. Every call may be made twice.
  const answer = await send(call).catch(() => send(call));
  if (answer && "failure" in answer) throw new CallFailure(answer.failure.code, answer.failure as object);
  if (!answer) throw new CallFailure("OFFLINE");
  return answer.value;
}

const send = (call: BackgroundCall): Promise<Answer | undefined> => browser.runtime.sendMessage(call);

/** Called once, at the top of the background. */
export function serveInBackground(
  work: (call: BackgroundCall, tabId: number | undefined) => Promise<unknown>,
): void {
  isBackground = true;
  browser.runtime.onMessage.addListener((message: BackgroundCall, sender, answer) => {
    if (!isOurPage(sender) || !CALLS.has(message.type)) return undefined;
    work(message, sender.tab?.id).then(
      (value) => answer({ value: value ?? null }),
      (error: unknown) => {
        const { code, field, facts, requestId } = failureOf(error);
        answer({ failure: { code, field, facts, requestId } });
      },
    );
    return true;
  });
}
