import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sealAudit } from "../domain/audit/seal.ts";
import { openDataFolder } from "../runtime/data-folder.ts";
import { fileAnchors } from "../runtime/file-anchors.ts";
import { openEmbeddedHost } from "../runtime/embedded-host.ts";
import type { Host } from "../runtime/host.ts";
import { createSealer } from "../sealer.ts";
import { TEST_KEY, TEST_NOW } from "../test/workspace.ts";
import { type CommandName, runCommand } from "./commands.ts";
import { problemOf } from "./problem.ts";

let folder: string;
let host: Host;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-commands-"));
  host = await openEmbeddedHost(await openDataFolder(folder), {
    sealer: await createSealer(TEST_KEY),
    publicUrl: "https://alongside.test",
    now: () => TEST_NOW,
  });
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function problem(name: CommandName, input: unknown): Promise<string> {
  return runCommand(name, host, input).then(
    () => "done",
    (error: unknown) => problemOf(error),
  );
}

test("what is refused is refused in one sentence", async () => {
  const workspace = "acme";
  const boss = { workspace, email: "boss@acme.example" };
  expect(await problem("workspace.create", { slug: "acme", name: "Acme", admin: boss.email })).toBe("done");
  expect(await problem("workspace.create", { slug: "acme", name: "Acme" })).toBe(
    'There is a workspace "acme" already.',
  );
  expect(await problem("workspace.create", { slug: "../etc", name: "x" })).toMatch(
    /^A workspace is named by /,
  );
  expect(await problem("workspace.create", { slug: "b", name: "x", admin: "nobody" })).toBe(
    "That is no mail address.",
  );
  expect(await problem("workspace.create", { slug: "b", name: "x", url: "libsql://b.example" })).toMatch(
    /--url/,
  );
  expect(await runCommand("workspace.list", host, {})).toHaveLength(1);
  expect(await problem("member.list", { workspace: "b" })).toMatch(/^There is no workspace "b"; /);
  expect(await problem("member.disable", { workspace, email: "who@acme.example" })).toBe(
    "No member has the address who@acme.example.",
  );
  expect(await problem("member.invite", { ...boss, name: "B", role: "agent" })).toBe("There is one already.");
  expect(await problem("member.invite", { ...boss, name: "B", role: "king" })).toMatch(
    /^role is not accepted/,
  );
  expect(await problem("backup", { file: "relative.db" })).toBe("relative.db is not an absolute path.");
});

test("the last active admin cannot be locked out", async () => {
  await runCommand("workspace.create", host, { slug: "acme", name: "Acme", admin: "boss@acme.example" });
  const workspace = await host.open("acme");
  await workspace?.db.write(["update member set state = 'active'"]);
  const boss = { workspace: "acme", email: "BOSS@acme.example" };
  const sentence = "This is the last active admin; make somebody else an admin first.";
  expect(await problem("member.disable", boss)).toBe(sentence);
  expect(await problem("member.set-role", { ...boss, role: "agent" })).toBe(sentence);
});

test("what the operator did is in the audit", async () => {
  await runCommand("workspace.create", host, { slug: "acme", name: "Acme", admin: "boss@acme.example" });
  const workspace = await host.open("acme");
  const [audit] = (await workspace?.db.read(["select actor_kind, verb from audit"])) ?? [];
  expect(audit?.rows).toMatchObject([{ actor_kind: "system", verb: "members.invite" }]);
});

test("an audit that was tampered with is told of in words, by what is anchored in the data folder", async () => {
  await runCommand("workspace.create", host, { slug: "acme", name: "Acme" });
  for (const name of ["a", "b", "c"]) {
    const member = { workspace: "acme", email: `${name}@acme.example`, name, role: "agent" };
    await runCommand("member.invite", host, member);
  }
  const db = (await host.open("acme"))?.db;
  if (!db) throw new Error("the workspace was made");
  const sealed = await sealAudit(db, () => TEST_NOW);
  const anchors = fileAnchors(await openDataFolder(folder));
  await anchors.add("acme", { seq: 3, hash: sealed.newest?.hash ?? "", at: TEST_NOW });
  const verify = () => problem("audit.verify", { workspace: "acme" });
  expect(await runCommand("audit.verify", host, { workspace: "acme" })).toEqual({
    rows: 3,
    sealedUpTo: 3,
    anchoredUpTo: 3,
  });
  await db.write(["delete from audit where seq = 3"]);
  expect(await verify()).toBe(
    "The audit of acme is not intact: row 3 is missing, and so is all that followed: the end was cut off.",
  );
  await db.write(["update audit set verb = 'x' where seq = 2"]);
  expect(await verify()).toMatch(/row 2 is not what was sealed there/);
  await writeFile(join(folder, "anchors", "acme.log"), "{}");
  expect(await verify()).toMatch(/^Line 1 of .* is no anchor\.$/);
});

test("migrate tells what it did, once", async () => {
  expect(await runCommand("migrate", host, {})).toEqual([
    { database: "directory", applied: ["0001_workspaces"] },
  ]);
  await runCommand("workspace.create", host, { slug: "acme", name: "Acme" });
  expect(await runCommand("migrate", host, {})).toEqual([
    { database: "directory", applied: [] },
    { database: "acme", applied: [] },
  ]);
});

test("a WhatsApp app with its numbers and the chat of a site are connected, each with a webhook of its own", async () => {
  const workspace = "acme";
  await runCommand("workspace.create", host, { slug: workspace, name: "Acme" });
  const app = { name: "WhatsApp", appSecret: "s", verifyToken: "v", accessToken: "t" };
  const whatsapp = await runCommand("connection.add.whatsapp", host, { workspace, connection: app });
  const { connectionId, webhookUrl } = whatsapp as { connectionId: string; webhookUrl: string };
  expect(webhookUrl).toBe(`https://alongside.test/w/acme/hooks/${connectionId}`);
  for (const accountId of ["300", "301"]) {
    const account = { connectionId, kind: "whatsapp", accountId, name: `Number ${accountId}` };
    await runCommand("channel.add.account", host, { workspace, account });
  }
  const page = { connectionId, kind: "messenger", accountId: "302", name: "Page" };
  expect(await problem("channel.add.account", { workspace, account: page })).not.toBe("done");
  const site = { name: "Site", origins: ["https://www.acme.example"], siteKey: "k".repeat(32) };
  await runCommand("connection.add.website", host, { workspace, connection: site });
  expect(await runCommand("channel.list", host, { workspace })).toMatchObject([
    { kind: "website", name: "Site" },
    { kind: "whatsapp", name: "Number 300", accountId: "300" },
    { kind: "whatsapp", name: "Number 301", accountId: "301" },
  ]);
});

test("a shop is connected and a key made, listed and revoked", async () => {
  const workspace = "acme";
  await runCommand("workspace.create", host, { slug: workspace, name: "Acme" });
  const connection = { kind: "woocommerce", name: "Store", domain: "shop.test", webhookSecret: "s" };
  const { webhookUrl } = (await runCommand("connection.add.shop", host, { workspace, connection })) as {
    webhookUrl: string;
  };
  expect(webhookUrl).toMatch(/^https:\/\/alongside\.test\/w\/acme\/shops\/[\da-f-]{36}$/);
  const made = await runCommand("api-key.create", host, { workspace, name: "ERP", scopes: ["orders:write"] });
  const { keyId } = made as { keyId: string };
  await runCommand("api-key.revoke", host, { workspace, keyId });
  expect(await runCommand("api-key.list", host, { workspace })).toMatchObject([
    { id: keyId, name: "ERP", state: "revoked" },
  ]);
});

test("the inbox behind a connection is named, looked at and taken away", async () => {
  const workspace = "acme";
  expect(await problem("workspace.create", { slug: workspace, name: "Acme" })).toBe("done");
  const line = { name: "LINE", channelSecret: "s", accessToken: "t" };
  const added = await runCommand("connection.add.line", host, { workspace, connection: line });
  const { connectionId: connection } = added as { connectionId: string };
  expect(await runCommand("connection.relay", host, { workspace, connection })).toBeNull();
  const url = "https://inbox.acme.example/webhooks/line/1?key=2";
  expect(await runCommand("connection.relay", host, { workspace, connection, url })).toMatchObject({
    url,
    waiting: 0,
    parked: 0,
  });
  expect(await runCommand("connection.relay", host, { workspace, connection, url: null })).toMatchObject({
    url: null,
  });
  expect(await problem("connection.relay", { workspace, connection, url: "mailto:a@b" })).not.toBe("done");
});
