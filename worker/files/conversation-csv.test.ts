import { expect, test } from "vitest";
import { parseCsv } from "../../shared/csv.ts";
import type { Role } from "../../shared/permissions.ts";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { insertMessages, type TestMessage } from "../test/messages.ts";
import { rowsOf } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

interface Asked {
  contactId: string;
  language?: "en" | "zh-TW";
  operationId?: string;
}

function ask(shop: TestWorkspace, role: Role | null, asked: Asked): Promise<Response> {
  return shop.fetch(`/w/${shop.slug}/files/conversation.csv`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(role ? { Authorization: `Bearer ${shop.token(role)}` } : {}),
    },
    body: JSON.stringify({ language: "en", operationId: newId(TEST_NOW), ...asked }),
  });
}

async function bytesOf(response: Response): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

async function conversation(
  shop: TestWorkspace,
  messages: readonly TestMessage[],
  name: string | null = "王小明",
) {
  const made = await insertContact(shop.db, TEST_NOW, { name });
  await insertMessages(shop.db, made, messages);
  return made;
}

const many = (count: number): TestMessage[] =>
  // Three at each moment, so that pages end between messages of one time.
  Array.from({ length: count }, (_, i) => ({ text: `m${i}`, at: TEST_NOW + Math.floor(i / 3) * 1000 }));

const exported = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    `select c.last_exported_at as at, m.role as by, (select count(*) from event where kind = 'conversation.exported') as events,
      (select count(*) from audit where verb = 'conversations.export') as audits,
      (select count(*) from audit where verb = 'conversations.beginExport') as begun
     from conversation c left join member m on m.id = c.last_exported_by`,
  );
const NEVER = { at: null, by: null, events: 0, audits: 0 };

forEachEngine("conversation.csv", (createWorkspace) => {
  test("a whole conversation, in the workspace's time, in words a person reads", async () => {
    const shop = await createWorkspace();
    const at = Date.UTC(2026, 9, 25, 0, 30);
    await shop.db.write([
      {
        sql: "insert into setting (name, value, updated_at) values ('timeZone', '\"Europe/Berlin\"', 1)",
        args: [],
      },
    ]);
    const { contactId } = await conversation(shop, [
      { text: '=HYPERLINK("https://evil.test")', at },
      { sender: "agent", name: "林佳蓉", text: 'two\nlines, "quoted"', at: at + 3_600_000 },
      { sender: "bot", name: null, text: "<script>alert(1)</script> \u202Egnp.exe 😀", at: at + 3_600_001 },
      {
        type: "image",
        content: { type: "image", url: "https://cdn.test/a.png", fileName: "a.png" },
        at: at + 4_000_000,
      },
      {
        text: "see",
        content: {
          attachments: [{ type: "file", url: "javascript:alert(1)", fileName: "=x.pdf" }, { type: "audio" }],
        },
        at: at + 4_000_001,
      },
      { type: "sticker", content: { packageId: "1", stickerId: "2" }, at: at + 4_000_002 },
      { type: "sticker", text: "happy", content: { packageId: "1" }, at: at + 4_000_003 },
      {
        type: "location",
        text: "Taipei 101",
        content: { address: "Taipei 101", latitude: 25.033, longitude: 121.564 },
        at: at + 4_000_004,
      },
      { text: "secret", at: at + 4_000_005, unsent: true },
      { type: "flex", at: at + 4_000_006 },
      { text: "字".repeat(10_000), at: at + 4_000_007 },
    ]);
    const answer = await ask(shop, "admin", { contactId });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "x-export-total": "11",
      "cache-control": "no-store",
    });
    const text = await bytesOf(answer);
    expect(text.startsWith("\uFEFFtime,sent by,name,content\r\n")).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""https://evil.test"")"`);
    expect(text).not.toMatch(/javascript|secret/);
    expect(parseCsv(text).slice(1)).toEqual([
      ["2026-10-25T02:30:00+02:00", "customer", "王小明", '=HYPERLINK("https://evil.test")'],
      ["2026-10-25T02:30:00+01:00", "agent", "林佳蓉", 'two\nlines, "quoted"'],
      ["2026-10-25T02:30:00+01:00", "bot", "", "<script>alert(1)</script> \u202Egnp.exe 😀"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[image] a.png https://cdn.test/a.png"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "see\n[file] =x.pdf\n[audio]"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[sticker] 1/2"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[sticker] happy"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[location] Taipei 101 (25.033, 121.564)"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[taken back]"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "[message]"],
      ["2026-10-25T02:36:40+01:00", "customer", "王小明", "字".repeat(10_000)],
    ]);
    expect(shop.reported).toEqual([]);
  });

  test("it counts as exported once it has left whole, and once for a repeat", async () => {
    const shop = await createWorkspace();
    const { contactId } = await conversation(shop, many(3));
    const operationId = newId(TEST_NOW);
    for (const language of ["zh-TW", "zh-TW"] as const) {
      const text = await bytesOf(await ask(shop, "supervisor", { contactId, operationId, language }));
      expect(
        text.startsWith("\uFEFF時間,發送者,姓名,內容\r\n2026-11-20T00:00:00+08:00,顧客,王小明,m0\r\n"),
      ).toBe(true);
      shop.clock.now += 60_000;
    }
    expect(await exported(shop)).toEqual([
      { at: TEST_NOW, by: "supervisor", events: 1, audits: 1, begun: 2 },
    ]);
  });

  test("page after page, nothing twice and nothing left out", async () => {
    const shop = await createWorkspace();
    const { contactId } = await conversation(shop, many(2500));
    const answer = await ask(shop, "admin", { contactId });
    const rows = parseCsv(await bytesOf(answer));
    expect(answer.headers.get("X-Export-Total")).toBe("2500");
    expect(rows.slice(1).map((row) => row[3])).toEqual(many(2500).map(({ text }) => text));
  });

  test("whoever may not is refused before the first byte", async () => {
    const shop = await createWorkspace();
    const { contactId } = await conversation(shop, many(1));
    const refused = async (role: Role | null, asked: Partial<Asked> = {}) => {
      const answer = await ask(shop, role, { contactId, ...asked });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await refused("agent")).toEqual([403, "FORBIDDEN"]);
    expect(await refused(null)).toEqual([401, "UNAUTHENTICATED"]);
    expect(await refused("admin", { contactId: newId(TEST_NOW) })).toEqual([404, "NOT_FOUND"]);
    expect(await refused("admin", { language: "xx" as "en" })).toEqual([400, "INVALID_INPUT"]);
    await shop.db.write([
      {
        sql: `insert into setting (name, value, updated_at) values ('modules', '{"export":false}', 1)`,
        args: [],
      },
    ]);
    expect(await refused("admin")).toEqual([403, "MODULE_OFF"]);
    expect(await exported(shop)).toMatchObject([NEVER]);
    expect(shop.reported).toEqual([]);
  });
});

/** The parts of an answer, one by one. */
async function opened(shop: TestWorkspace, contactId: string) {
  const answer = await ask(shop, "admin", { contactId });
  const reader = answer.body?.getReader();
  if (!reader) throw new Error("expected a body");
  return reader;
}

test.each([
  ["the session ends", "update session set revoked_at = 1"],
  ["the member is disabled", "update member set state = 'disabled'"],
  ["the right is taken", "insert into permission_override values ('admin', 'conversation:export', 0, 1)"],
  ["the module is switched off", `insert into setting values ('modules', '{"export":false}', 1)`],
  ["the conversation is deleted", "update conversation set deleted_at = 1"],
  ["the contact is deleted", "update contact set deleted_at = 1"],
])("when %s, the file breaks off and does not count", async (_what, change) => {
  const shop = await createTestWorkspace();
  const { contactId } = await conversation(shop, many(1500));
  const reader = await opened(shop, contactId);
  await reader.read();
  expect((await reader.read()).value?.length).toBeGreaterThan(10_000);
  await shop.db.write([{ sql: change, args: [] }]);
  await expect(reader.read()).rejects.toThrow(/UNAUTHENTICATED|FORBIDDEN|MODULE_OFF|NOT_FOUND/);
  expect(await exported(shop)).toMatchObject([{ ...NEVER, begun: 1 }]);
  expect(shop.reported).toEqual([]);
});

test("an access token that ends or is renewed on the way breaks nothing off", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await conversation(shop, many(1500));
  const reader = await opened(shop, contactId);
  await shop.db.write([{ sql: "update session set access_hash = id, access_expires_at = 0", args: [] }]);
  let rows = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    rows += new TextDecoder().decode(part.value).split("\r\n").length - 1;
  }
  expect(rows).toBe(1501);
  expect(await exported(shop)).toMatchObject([{ by: "admin", events: 1, audits: 1 }]);
});

test("nothing is read before it is taken, what comes meanwhile is not part of it, stopping is not exporting", async () => {
  const shop = await createTestWorkspace();
  const made = await conversation(shop, many(2500));
  let reads = 0;
  const { read } = shop.db;
  shop.db.read = (statements) => (reads++, read(statements));
  const reader = await opened(shop, made.contactId);
  expect(reads).toBe(0);
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(reads).toBe(1);
  await reader.cancel();
  expect(await exported(shop)).toMatchObject([{ ...NEVER, begun: 1 }]);

  const whole = await opened(shop, made.contactId);
  await whole.read();
  await insertMessages(shop.db, made, [{ text: "late", at: TEST_NOW + 864e5 }]);
  let text = "";
  for (let part = await whole.read(); !part.done; part = await whole.read()) {
    text += new TextDecoder().decode(part.value);
  }
  expect(text.split("\r\n").length - 1).toBe(2500);
  expect(text).not.toContain("late");
});

test("a role that sees phones masked exports them masked", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await conversation(shop, [
    { text: "call 0912 345 678", at: TEST_NOW },
    { content: { attachments: [{ type: "file", fileName: "0912345678.pdf" }] }, at: TEST_NOW },
  ]);
  await shop.db.write([
    { sql: "update contact set phone = '+886912345678'", args: [] },
    { sql: `insert into setting values ('masking', '{"supervisor":["phone"]}', 1)`, args: [] },
  ]);
  const text = await bytesOf(await ask(shop, "supervisor", { contactId }));
  expect(text.replaceAll(/\D/g, "")).not.toContain("912345678");
  expect(text).toContain("call ••••••");
  expect(await bytesOf(await ask(shop, "admin", { contactId }))).toContain("0912 345 678");
});
