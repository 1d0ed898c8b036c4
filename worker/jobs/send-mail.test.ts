import { expect, test } from "vitest";
import { parseCsv } from "../../shared/csv.ts";
import type { Role } from "../../shared/permissions.ts";
import { newId } from "../domain/id.ts";
import { smtpMailer } from "../mail/smtp.ts";
import { type FakeSmtp, partsOf, SMTP_USER, startSmtp } from "../test/fakes/smtp.ts";
import { insertMessages, type TestMessage } from "../test/messages.ts";
import { rowsOf, work } from "../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../test/workspace.ts";

const FROM = "Shop <chat@shop.tw>";

async function ready(messages: readonly TestMessage[] = [{ text: "你好", at: TEST_NOW }]) {
  const shop = await createTestWorkspace();
  const smtp = await startSmtp();
  shop.mailer.now = smtpMailer(smtp.url, FROM);
  const made = await insertContact(shop.db, TEST_NOW);
  await insertMessages(shop.db, made, messages);
  return { shop, smtp, ...made };
}

const send = (
  shop: TestWorkspace,
  contactId: string,
  more: { to?: string; form?: "attachment" | "link"; role?: Role; operationId?: string } = {},
) => {
  const {
    role = "admin",
    to = `${role}@shop.test`,
    form = "attachment",
    operationId = newId(TEST_NOW),
  } = more;
  return shop
    .client(role)
    .conversations.exportByMail.mutate({ operationId, contactId, to, form, language: "zh-TW" });
};

const mails = (shop: TestWorkspace) =>
  rowsOf(shop, "select state, attempts, error from mail order by created_at");
const events = async (shop: TestWorkspace) =>
  (await rowsOf(shop, "select kind, data, actor_name as by from event order by at, id")).map(
    ({ kind, data, by }) => [kind, data, by],
  );

const allow = (shop: TestWorkspace, domains: string[]) =>
  shop.db.write([
    {
      sql: "insert or replace into setting (name, value, updated_at) values ('mailDomains', ?, 1)",
      args: [JSON.stringify(domains)],
    },
  ]);

const onlyMail = (smtp: FakeSmtp) => {
  expect(smtp.taken).toHaveLength(1);
  const [mail] = smtp.taken;
  if (!mail) throw new Error("no mail was taken");
  return { ...mail, parts: partsOf(mail.source) };
};

test("a conversation arrives whole as an attachment, from whoever signed in, naming no customer", async () => {
  const text = `${"長".repeat(10_000)}\n.\n=1+1 <b>`;
  const { shop, smtp, contactId } = await ready([{ text, at: TEST_NOW }]);
  await send(shop, contactId);
  await work(shop);
  const { from, to, user, parts, source } = onlyMail(smtp);
  expect({ from, to, user }).toEqual({ from: "chat@shop.tw", to: ["admin@shop.test"], user: SMTP_USER });
  const file = parts.find(({ headers }) => headers.includes("attachment"));
  expect(file?.headers).toContain("conversation-2026-11-19.csv");
  expect(parseCsv(file?.body ?? "")).toEqual([
    ["時間", "發送者", "姓名", "內容"],
    ["2026-11-20T00:00:00+08:00", "顧客", "王小明", text],
  ]);
  const words = parts.filter((part) => part !== file);
  expect(words.some(({ body }) => body.includes("The admin 寄給您一份導出的對話"))).toBe(true);
  expect(words.map(({ headers, body }) => headers + body).join("")).not.toContain("王小明");
  expect(source).not.toContain(shop.token("admin"));
  expect(await mails(shop)).toEqual([{ state: "sent", attempts: 1, error: null }]);
  expect(await events(shop)).toEqual([["conversation.exported", '{"via":"mail"}', "The admin"]]);
  expect(await rowsOf(shop, "select last_exported_at as at from conversation")).toEqual([{ at: TEST_NOW }]);
  expect(shop.reported).toEqual([]);
});

test("a link opens a page that uses nothing up; its button gives the file once, for a day", async () => {
  const { shop, smtp, contactId } = await ready();
  await send(shop, contactId, { form: "link", role: "supervisor" });
  await work(shop);
  const url = /http:\/\/alongside\.test\/\S+token=[\w-]+/.exec(
    onlyMail(smtp)
      .parts.map(({ body }) => body)
      .join("\n"),
  )?.[0];
  const path = new URL(url ?? "").pathname + new URL(url ?? "").search;
  expect(await events(shop)).toEqual([["conversation.export_mailed", "{}", "The supervisor"]]);
  expect(JSON.stringify(await rowsOf(shop, "select * from export_link"))).not.toContain(
    path.split("token=")[1],
  );
  for (let opened = 0; opened < 3; opened++) {
    const page = await shop.fetch(path);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('method="post"');
  }
  shop.clock.now += 864e5 - 1;
  const [first, second] = [
    await shop.fetch(path, { method: "POST" }),
    await shop.fetch(path, { method: "POST" }),
  ];
  expect(parseCsv(await first.text())[1]).toEqual(["2026-11-20T00:00:00+08:00", "顧客", "王小明", "你好"]);
  // Begun before the first one ended: it breaks off instead of ending.
  await expect(second.text()).rejects.toThrow("LINK_INVALID");
  expect((await shop.fetch(path, { method: "POST" })).status).toBe(400);
  expect((await shop.fetch(path)).status).toBe(400);
  expect((await events(shop)).at(-1)).toEqual(["conversation.exported", '{"via":"link"}', "The supervisor"]);
  expect(shop.reported).toEqual([]);
});

test.each([
  ["a day is over", "update export_link set expires_at = created_at"],
  ["whoever sent it left", "update member set state = 'disabled'"],
  ["whoever sent it may no longer", "update member set role = 'agent'"],
  ["the conversation is deleted", "update contact set deleted_at = 1"],
])("a link no longer works once %s", async (_what, change) => {
  const { shop, smtp, contactId } = await ready();
  await send(shop, contactId, { form: "link" });
  await work(shop);
  const token = /token=[\w-]+/.exec(
    onlyMail(smtp)
      .parts.map(({ body }) => body)
      .join("\n"),
  )?.[0];
  await shop.db.write([{ sql: change, args: [] }]);
  const answer = await shop.fetch(`/w/shop/files/export?${token}`, { method: "POST" });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([400, "text/html; charset=UTF-8"]);
  expect(shop.reported).toEqual([]);
});

test("it goes to the domains an admin allowed, else to one's own address only", async () => {
  const { shop, smtp, contactId } = await ready();
  const refused = { code: "MAIL_REFUSED", field: "to" };
  expect(await failureOfCall(send(shop, contactId, { to: "someone@shop.test" }))).toMatchObject(refused);
  await allow(shop, ["audit.test"]);
  for (const to of ["admin@shop.test", "a@evil-audit.test", "a@sub.audit.test", "a@audit.test.evil.test"]) {
    expect([to, await failureOfCall(send(shop, contactId, { to }))]).toMatchObject([to, refused]);
  }
  for (const to of [
    "a@audit.test, b@evil.test",
    "a@audit.test\r\nBcc: b@evil.test",
    "a@evil.test@audit.test",
    "x",
  ]) {
    expect([to, await failureOfCall(send(shop, contactId, { to }))]).toMatchObject([
      to,
      { code: "INVALID_EMAIL" },
    ]);
  }
  await send(shop, contactId, { to: "Amy@Audit.TEST" });
  await work(shop);
  expect(onlyMail(smtp).to).toEqual(["amy@audit.test"]);
});

test("what an admin takes away, and a right that is gone, hold for a mail that waits", async () => {
  const { shop, smtp, contactId } = await ready();
  await allow(shop, ["audit.test"]);
  await send(shop, contactId, { to: "a@audit.test" });
  await send(shop, contactId, { to: "b@audit.test", form: "link", role: "supervisor" });
  await allow(shop, ["other.test"]);
  await shop.db.write([
    {
      sql: "insert into permission_override values ('supervisor', 'conversation:export', 0, 1)",
      args: [],
    },
  ]);
  await work(shop);
  expect(smtp.taken).toEqual([]);
  expect((await mails(shop)).map(({ state, error }) => [state, error]).sort()).toEqual([
    ["failed", "address"],
    ["failed", "forbidden"],
  ]);
  expect(shop.reported).toEqual([]);
});

test("a server that is down is tried again, later each time, until it is up", async () => {
  const { shop, smtp, contactId } = await ready();
  const { port } = smtp;
  await smtp.stop();
  await send(shop, contactId);
  await work(shop);
  expect(await mails(shop)).toEqual([{ state: "waiting", attempts: 1, error: "unreachable" }]);
  shop.clock.now += 1999;
  await work(shop);
  expect(await mails(shop)).toMatchObject([{ attempts: 1 }]);
  shop.clock.now += 1;
  await work(shop);
  shop.clock.now += 3999;
  await work(shop);
  expect(await mails(shop)).toMatchObject([{ state: "waiting", attempts: 2 }]);
  const up = await startSmtp(port);
  shop.clock.now += 1;
  await work(shop);
  expect(up.taken).toHaveLength(1);
  expect(await mails(shop)).toEqual([{ state: "sent", attempts: 3, error: null }]);
  expect(shop.reported).toEqual([]);
});

test("a refusal for good is said at once, in the panel and the event log; a person may try again", async () => {
  const { shop, smtp, contactId } = await ready();
  smtp.refuse.push(550);
  const { mailId } = await send(shop, contactId);
  await work(shop);
  expect(await mails(shop)).toEqual([{ state: "failed", attempts: 1, error: "refused_550" }]);
  expect(await events(shop)).toEqual([["conversation.export_failed", '{"reason":"refused_550"}', null]]);
  const { retryMail } = shop.client("supervisor").conversations;
  await retryMail.mutate({ operationId: newId(TEST_NOW), mailId });
  expect(await failureOfCall(retryMail.mutate({ operationId: newId(TEST_NOW), mailId }))).toMatchObject({
    code: "STALE",
  });
  await work(shop);
  expect(smtp.taken).toHaveLength(1);
  expect(await mails(shop)).toEqual([{ state: "sent", attempts: 1, error: null }]);
  expect((await events(shop)).at(-1)).toEqual(["conversation.exported", '{"via":"mail"}', "The admin"]);
});

test("a busy server is tried again; one that stays busy is given up and said", async () => {
  const { shop, smtp, contactId } = await ready();
  smtp.refuse.push(...Array.from({ length: 11 }, () => 451));
  await send(shop, contactId);
  for (let tried = 0; tried < 11; tried++) {
    await work(shop);
    shop.clock.now += 4_000_000;
  }
  expect(await mails(shop)).toEqual([{ state: "failed", attempts: 11, error: "busy_451" }]);
  expect(await events(shop)).toMatchObject([["conversation.export_failed", '{"reason":"busy_451"}', null]]);
});

test("a wrong password of the server's own is named as such", async () => {
  const { shop, smtp, contactId } = await ready();
  shop.mailer.now = smtpMailer(smtp.url.replace(SMTP_USER, "somebody"), FROM);
  await send(shop, contactId);
  await work(shop);
  expect(await mails(shop)).toMatchObject([{ state: "failed", error: "sign_in" }]);
});

test("a password leaves this machine over TLS only", async () => {
  // Loopback too, but not by a name that says so.
  const smtp = await startSmtp(0, "127.0.0.2");
  const message = { id: "1", to: "a@b.test", subject: "s", text: "t", html: "<p>t</p>" };
  await expect(smtpMailer(smtp.url, FROM).send(message)).rejects.toThrow("no_tls");
  expect(smtp.told).toEqual([]);
  await expect(smtpMailer(smtp.url.replace(/\/\/.*@/, "//"), FROM).send(message)).rejects.toThrow(
    "refused_530",
  );
});

test("a file too large for a mail is linked to instead", async () => {
  const text = "x".repeat(10_000);
  const { shop, smtp, contactId } = await ready(
    Array.from({ length: 700 }, (_, i) => ({ text, at: TEST_NOW + i })),
  );
  await send(shop, contactId);
  await work(shop);
  const { source, parts } = onlyMail(smtp);
  expect(source.length).toBeLessThan(10_000);
  expect(parts.some(({ body }) => body.includes("檔案太大"))).toBe(true);
});

test("the same click sends one mail; without mail on this server it is said, to whoever may export", async () => {
  const { shop, smtp, contactId } = await ready();
  const operationId = newId(TEST_NOW);
  const [first, second] = [
    await send(shop, contactId, { operationId }),
    await send(shop, contactId, { operationId }),
  ];
  expect(second).toEqual(first);
  await work(shop);
  expect(smtp.taken).toHaveLength(1);
  shop.mailer.now = null;
  expect(await failureOfCall(send(shop, contactId))).toMatchObject({ code: "MAIL_OFF" });
  expect(await failureOfCall(send(shop, contactId, { role: "agent" }))).toMatchObject({ code: "FORBIDDEN" });
});

test("what can be chosen from is told to whoever may export", async () => {
  const { shop, contactId } = await ready();
  await allow(shop, ["audit.test"]);
  await send(shop, contactId, { to: "a@audit.test" });
  const options = (role: Role) => shop.client(role).conversations.exportOptions.query({ contactId });
  expect(await options("supervisor")).toEqual({
    messages: 1,
    mail: true,
    domains: ["audit.test"],
    ownAddress: "supervisor@shop.test",
    lastRecipient: "a@audit.test",
  });
  expect(await failureOfCall(options("agent"))).toMatchObject({ code: "FORBIDDEN" });
});

test("an admin names the domains; what is no domain is refused", async () => {
  const { shop, contactId } = await ready();
  const set = (value: string[]) =>
    shop
      .client("admin")
      .settings.set.mutate({ operationId: newId(TEST_NOW), name: "mailDomains", value, seen: null });
  for (const domain of ["*.shop.tw", "Shop.tw", "shop", "a@shop.tw", "shop.tw ", "shop.tw\r\nx.tw", ""]) {
    expect([domain, await failureOfCall(set([domain]))]).toMatchObject([domain, { code: "INVALID_INPUT" }]);
  }
  await set(["audit.test", "audit.test"]);
  const options = await shop.client("admin").conversations.exportOptions.query({ contactId });
  expect(options.domains).toEqual(["audit.test"]);
});
