import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, expect, test } from "vitest";
import type { Role } from "../../shared/permissions.ts";
import { fetchMedia } from "../channels/media.ts";
import { newId } from "../domain/id.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { forEachEngine } from "../test/engines.ts";
import { connectLine, lineEvent, postLine, TOKEN } from "../test/fakes/line.ts";
import { connectBoth, metaEvent, postMeta } from "../test/fakes/meta.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";
import { answerWith } from "./media.ts";

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(2000, 7)]);
const FILM = Buffer.from("\0\0\0\u0018ftypisom a film");
const PDF = Buffer.from("%PDF-1.7 a bill");

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A place with files, by path. */
async function place(files: Record<string, Answer>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = files[request.url ?? ""];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const file =
  (type: string, body: Buffer | string): Answer =>
  (_, response) =>
    response.writeHead(200, { "content-type": type }).end(body);

const ask = (shop: TestWorkspace, messageId: unknown, index = 0, role: Role | null = "agent") =>
  shop.fetch(`/w/${shop.slug}/files/media/${messageId}/${index}`, {
    headers: role ? { Authorization: `Bearer ${shop.token(role)}` } : {},
  });
const outcome = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
const idOf = async (shop: TestWorkspace, providerId: string) =>
  (await rowsOf(shop, "select id from message where provider_id = ?", providerId))[0]?.["id"];

forEachEngine("media", (createWorkspace) => {
  test("LINE's bytes come with the token, an address is asked as it is, and both leave as what they are", async () => {
    const shop = await createWorkspace();
    const asked: (string | undefined)[] = [];
    const base = await place({
      "/v2/bot/message/590/content": (request, response) => {
        asked.push(request.headers.authorization);
        file("image/jpeg", PNG)(request, response);
      },
      "/bill": (request, response) => {
        asked.push(request.headers.authorization);
        file("application/pdf", PDF)(request, response);
      },
    });
    const lineId = await connectLine(shop, { base });
    shop.clock.now++;
    const metaId = await connectBoth(shop);
    await postLine(shop, lineId, [lineEvent("message", { message: { id: "590", type: "image" } })]);
    const bill = { type: "file", payload: { url: `${base}/bill`, name: "../帳單\u202Efdp.exe" } };
    await postMeta(shop, metaId, [metaEvent({ message: { mid: "m_1", text: "here", attachments: [bill] } })]);
    await work(shop);
    const picture = await ask(shop, await idOf(shop, "590"));
    expect(Buffer.from(await picture.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": `inline; filename="file.png"; filename*=UTF-8''file.png`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "no-store",
    });
    const paper = await ask(shop, await idOf(shop, "m_1"));
    expect(await paper.text()).toBe(PDF.toString());
    expect(Object.fromEntries(paper.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-disposition": expect.stringMatching(
        /^attachment; filename="\.\.____fdp\.exe\.pdf"/,
      ) as unknown,
    });
    expect(asked).toEqual([`Bearer ${TOKEN}`, undefined]);
    expect(shop.reported).toEqual([]);
  });

  test("nobody without a session or the right, nothing of what is gone", async () => {
    const shop = await createWorkspace();
    const base = await place({ "/x": file("image/png", PNG) });
    const metaId = await connectBoth(shop);
    const image = { type: "image", payload: { url: `${base}/x` } };
    const event = metaEvent({ message: { mid: "m_1", attachments: [image] } });
    await postMeta(shop, metaId, [event]);
    await work(shop);
    const id = await idOf(shop, "m_1");
    expect((await ask(shop, id)).status).toBe(200);
    expect(await outcome(await ask(shop, id, 0, null))).toEqual([401, "UNAUTHENTICATED"]);
    expect(await outcome(await ask(shop, id, 1))).toEqual([404, "NOT_FOUND"]);
    expect(await outcome(await ask(shop, newId(1)))).toEqual([404, "NOT_FOUND"]);
    expect(await outcome(await ask(shop, "x'y"))).toEqual([400, "INVALID_INPUT"]);
    await shop.db.write(["insert into permission_override values ('agent', 'panel:read', 0, 1)"]);
    expect(await outcome(await ask(shop, id))).toEqual([403, "FORBIDDEN"]);
    await shop.db.write(["update conversation set deleted_at = 1"]);
    expect(await outcome(await ask(shop, id, 0, "admin"))).toEqual([404, "NOT_FOUND"]);
    await shop.db.write(["update conversation set deleted_at = null", "update message set unsent_at = 1"]);
    expect(await outcome(await ask(shop, id, 0, "admin"))).toEqual([404, "NOT_FOUND"]);
  });
});

async function withAttachment(answers: Record<string, Answer>, path: string, type = "image") {
  const shop = await createTestWorkspace();
  const base = await place(answers);
  const metaId = await connectBoth(shop);
  const attachments = [{ type, payload: { url: `${base}${path}` } }];
  await postMeta(shop, metaId, [metaEvent({ message: { mid: "m_1", attachments } })]);
  await work(shop);
  const messageId = await idOf(shop, "m_1");
  return () => ask(shop, messageId);
}

afterEach(() => useOutgoing({ allowPrivate: true, fetch: (url, init) => fetch(url, init) }));

test("redirects are followed a few times and without the token, to public addresses only", async () => {
  const seen: string[] = [];
  const elsewhere = await place({
    "/end": (request, response) => {
      seen.push(request.headers.authorization ?? "");
      file("image/png", PNG)(request, response);
    },
  });
  const to =
    (location: string): Answer =>
    (_, response) =>
      response.writeHead(302, { location }).end();
  const get = await withAttachment({ "/1": to("/2"), "/2": to(`${elsewhere}/end`) }, "/1");
  expect((await get()).status).toBe(200);
  const own = await place({ "/1": to(`${elsewhere}/end`) });
  await fetchMedia({ url: `${own}/1`, headers: { Authorization: "Bearer secret" } });
  await fetchMedia({ url: `${elsewhere}/end`, headers: { Authorization: "Bearer secret" } });
  expect(seen).toEqual(["", "", "Bearer secret"]);
  const loop = await withAttachment({ "/loop": to("/loop") }, "/loop");
  expect(await outcome(await loop())).toEqual([502, "PROVIDER_REFUSED"]);
  const inward = await withAttachment({ "/1": to("https://169.254.169.254/latest/meta-data") }, "/1");
  // As on a server that calls public addresses only, its own stand-ins aside.
  const called: string[] = [];
  useOutgoing({ allowPrivate: false, fetch: async (url) => (called.push(url), new Response(PNG)) });
  expect(await outcome(await inward())).toEqual([400, "ADDRESS_NOT_ALLOWED"]);
  expect(called).toEqual([]);
});

test("a public place that redirects inward is not followed there", async () => {
  const shop = await createTestWorkspace();
  const metaId = await connectBoth(shop);
  const attachments = [{ type: "image", payload: { url: "https://cdn.test/x" } }];
  await postMeta(shop, metaId, [metaEvent({ message: { mid: "m_1", attachments } })]);
  await work(shop);
  const messageId = await idOf(shop, "m_1");
  const called: string[] = [];
  for (const location of ["http://cdn.test/plain", "https://0x7f.1/", "//[::1]/", "https://localhost/"]) {
    useOutgoing({
      allowPrivate: false,
      fetch: async (url) => (called.push(url), new Response(null, { status: 302, headers: { location } })),
    });
    expect(await outcome(await ask(shop, messageId))).toEqual([400, "ADDRESS_NOT_ALLOWED"]);
  }
  expect(new Set(called)).toEqual(new Set(["https://cdn.test/x"]));
});

test.each([
  [
    "a page that says it is a picture",
    file("image/png", "<!doctype html><script>alert(1)</script>"),
    "image",
  ],
  ["a drawing that may run scripts", file("image/svg+xml", "<svg onload=alert(1)>"), "image"],
  ["a picture that says it is a page", file("text/html", PNG), "image"],
  ["a paper where a picture should be", file("application/pdf", PDF), "image"],
  ["a film where a picture should be", file("video/mp4", FILM), "image"],
  ["a picture where a film should be", file("image/png", PNG), "video"],
  ["a song where a picture should be", file("audio/mpeg", "ID3 a song"), "image"],
  ["a picture where a voice should be", file("image/png", PNG), "audio"],
  ["a program", file("application/octet-stream", "MZ\u0090\u0000"), "file"],
  ["a page that says it is text", file("text/plain", "  <html>"), "file"],
  ["nothing at all", file("image/png", ""), "image"],
])("%s is refused", async (_what, answer, type) => {
  const get = await withAttachment({ "/x": answer }, "/x", type);
  expect(await outcome(await get())).toEqual([415, "MEDIA_REFUSED"]);
});

test.each([
  ["image", PNG, "image/png"],
  ["video", FILM, "video/mp4"],
  ["audio", FILM, "audio/mp4"],
  ["audio", Buffer.from("OggS a voice"), "audio/ogg"],
  ["file", FILM, "video/mp4"],
])("what a message calls %s leaves as one: %#", async (type, body, served) => {
  const get = await withAttachment({ "/x": file("application/octet-stream", body) }, "/x", type);
  const answer = await get();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, served]);
});

test("what the channel no longer has is not found; its other troubles are its own", async () => {
  const status =
    (code: number): Answer =>
    (_, response) =>
      response.writeHead(code).end("secret words");
  for (const [code, expected] of [
    [403, [404, "NOT_FOUND"]],
    [410, [404, "NOT_FOUND"]],
    [500, [502, "PROVIDER_REFUSED"]],
  ] as const) {
    const get = await withAttachment({ "/x": status(code) }, "/x");
    expect(await outcome(await get())).toEqual(expected);
  }
});

test("too large is refused by what it says, and broken off by what it is", async () => {
  const found = { type: "image", fileName: null };
  const said = new Response(PNG, { headers: { "content-length": "2001" } });
  await expect(answerWith(said, found, 2000)).rejects.toMatchObject({ code: "TOO_LARGE" });
  let given = 0;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => (
      given++,
      controller.enqueue(given === 1 ? new Uint8Array(PNG) : new Uint8Array(1000))
    ),
  });
  const answer = await answerWith(new Response(endless), found, 10_000);
  await expect(answer.arrayBuffer()).rejects.toMatchObject({ code: "TOO_LARGE" });
  expect(given).toBeLessThan(20);
});
