import { newId } from "../domain/id.ts";
import { type FakeInbox, fakeInbox } from "./fakes/inbox-behind.ts";
import { connectLine, fakeLine, postLine, textEvent } from "./fakes/line.ts";
import { rowsOf, runnerOf } from "./work.ts";
import type { TestWorkspace } from "./workspace.ts";
import { passOn } from "../jobs/relay.ts";

export const op = (shop: TestWorkspace) => ({ operationId: newId(shop.clock.now) });

/** What waits, by the test's clock. @returns when something is due again */
export async function relay(shop: TestWorkspace): Promise<number | null> {
  const { workspace, deps } = runnerOf(shop);
  return passOn(workspace, deps);
}

export async function setRelay(shop: TestWorkspace, connectionId: string, url: string | null): Promise<void> {
  await shop.client("admin").connections.setRelay.mutate({ ...op(shop), connectionId, url });
}

export const states = async (shop: TestWorkspace): Promise<Record<string, number>> => {
  const rows = await rowsOf(shop, "select state, count(*) as n from relay_post where size > 0 group by 1");
  return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
};

/** Blocks whoever has that number in LINE. */
export async function block(shop: TestWorkspace, user: string, active = false): Promise<void> {
  const [row] = await rowsOf(shop, "select id from contact where external_id = ?", user);
  await shop
    .client("admin")
    .conversations.setActive.mutate({ ...op(shop), contactId: String(row?.["id"]), active });
}

/** A LINE connection with an inbox behind it that was found to be there. */
export async function connected(
  createWorkspace: () => Promise<TestWorkspace>,
): Promise<{ shop: TestWorkspace; connectionId: string; inbox: FakeInbox }> {
  const shop = await createWorkspace();
  const connectionId = await connectLine(shop, await fakeLine());
  const inbox = await fakeInbox();
  await setRelay(shop, connectionId, inbox.url);
  await relay(shop);
  inbox.got.splice(0);
  return { shop, connectionId, inbox };
}

/** Posts these texts as LINE does, each its own message. */
export const say = (shop: TestWorkspace, connectionId: string, ...texts: string[]) =>
  postLine(
    shop,
    connectionId,
    texts.map((text) => textEvent(`m-${text}`, text)),
  );
