import type { Frame, Page } from "playwright-core";
import type { Role } from "../shared/permissions.ts";
import { type Browser, launchChromium, signIn } from "./browser.ts";
import { type HostInbox, startHost } from "./host/server.ts";
import { emailOf, nameOf, PASSWORD, startServer, type TestServer } from "./server.ts";
import { openInbox, setUpSite, shows } from "./surface.ts";

/** The real server, an inbox whose conversations it knows, and a Chromium whose extension is set up for the two. */
export interface Fixture {
  server: TestServer;
  host: HostInbox;
  browser: Browser;
  /** Who writes in a conversation. */
  contactOf(conversation: number): string;
  /** A page of the inbox with its panel. */
  open(conversation?: number): Promise<Opened>;
  /** The same, when nobody is signed in yet; resolves once the panel shows the customer. */
  openAs(role: Role, conversation?: number): Promise<Opened>;
  /** The same, when somebody is. */
  openAnew(conversation?: number): Promise<Opened>;
  close(): Promise<void>;
}

export interface Opened {
  page: Page;
  panel: Frame;
}

export async function startFixture(conversations: readonly number[]): Promise<Fixture> {
  const [server, host, browser] = await Promise.all([startServer(), startHost(), launchChromium()]);
  const people = await server.tieInbox(host.origin, conversations);
  await setUpSite(browser.context, host.origin, server);
  const open = (conversation = 1) =>
    openInbox(browser.context, host.origin, `/app/accounts/1/conversations/${conversation}`);
  return {
    server,
    host,
    browser,
    contactOf: (conversation) => people.get(conversation) ?? "",
    open,
    async openAs(role, conversation = 1) {
      const opened = await open(conversation);
      await signIn(opened.panel, emailOf(role), PASSWORD);
      await shows(opened.panel, nameOf(conversation));
      return opened;
    },
    async openAnew(conversation = 1) {
      const opened = await open(conversation);
      await shows(opened.panel, nameOf(conversation));
      return opened;
    },
    async close() {
      await browser.close();
      await Promise.all([server.close(), host.close()]);
    },
  };
}
