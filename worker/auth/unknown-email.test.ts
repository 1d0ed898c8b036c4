import { expect, test, vi } from "vitest";
import { givePasswords, newAttempt, openBrowser } from "../test/browser.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";

const checked = vi.hoisted(() => [] as (string | null)[]);

vi.mock(import("./password.ts"), async (original) => {
  const password = await original();
  return {
    ...password,
    verifyPassword(given, stored) {
      checked.push(stored);
      return password.verifyPassword(given, stored);
    },
  };
});

/** Every statement sent to the database before the answer went out. */
async function workOf(shop: TestWorkspace, email: string): Promise<string[]> {
  const browser = openBrowser(shop, email);
  const form = /name="form_token" value="([^"]*)"/.exec(await (await browser.get(newAttempt().path)).text());
  const sent: string[] = [];
  const { read, write } = shop.db;
  shop.db.read = (statements) => (
    sent.push(`read ${JSON.stringify(statements.map(sqlOf))}`),
    read(statements)
  );
  shop.db.write = (statements) => (
    sent.push(`write ${JSON.stringify(statements.map(sqlOf))}`),
    write(statements)
  );
  const fields = { form_token: form?.[1] ?? "", email, password: "not the password" };
  const answer = await browser.post(newAttempt().path, fields);
  Object.assign(shop.db, { read, write });
  expect(answer.status).toBe(401);
  return [...sent];
}

const sqlOf = (statement: unknown): unknown =>
  typeof statement === "object" && statement !== null && "sql" in statement ? statement.sql : statement;

test("an unknown email costs what a wrong password does: one hash and the same statements", async () => {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  const known = await workOf(shop, "agent@shop.test");
  // What is written about a known account comes after the answer.
  await expect.poll(async () => (await shop.db.read(["select 1 from audit"]))[0]?.rows.length).toBe(1);
  const unknown = await workOf(shop, "nobody@shop.test");
  expect(unknown).toEqual(known);
  expect(known.length).toBeGreaterThan(0);
  expect(checked).toEqual([expect.stringMatching(/^scrypt\$/), null]);
});
