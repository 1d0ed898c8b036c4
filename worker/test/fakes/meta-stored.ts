import { IG_ACCOUNT } from "./meta.ts";
import { rowsOf } from "../work.ts";
import type { TestWorkspace } from "../workspace.ts";

/** A post of Instagram rather than of a page. */
export const IG = { object: "instagram" };
export const ig = { user: "900000000000001", account: IG_ACCOUNT };

export const connectionOf = async (shop: TestWorkspace) =>
  (await shop.client("admin").connections.list.query({}))[0];
/** The messages as they are kept, oldest first. */
export const storedMessages = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    "select provider_id as id, sender_kind as who, type, text, content from message order by at, seq",
  );
/** The same with their content as an object. */
export const storedContents = async (shop: TestWorkspace) =>
  (await storedMessages(shop)).map(({ content, ...row }) => ({
    ...row,
    content: JSON.parse(String(content)) as unknown,
  }));
/** What the log says, without that the contact came. */
export const storedEvents = async (shop: TestWorkspace) =>
  (await rowsOf(shop, "select kind, data from event where kind <> 'contact.created' order by at, kind")).map(
    ({ kind, data }) => [kind, JSON.parse(String(data))],
  );
