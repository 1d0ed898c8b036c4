import "fake-indexeddb/auto";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ErrorCode } from "../../shared/error-codes.ts";
import type { TokenSource } from "./api.ts";
import { CallFailure } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { openStorage } from "./storage.ts";

const link: ServerLink = { server: "https://alongside.test", workspace: "shop" };
const ANN = "ann";
const BEN = "ben";

/** Applies each operation id once and answers a repeat with the first result, as the real one does. */
class FakeServer {
  readonly effects = new Map<string, { member: string; contact: string; text: string }>();
  readonly order: string[] = [];
  /** What happens to the next requests; then all is well. */
  plan: ("lost before" | "lost after" | "killed before" | "killed after" | ErrorCode)[] = [];
  killed: () => void = () => {};

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const fate = this.plan.shift();
    if (fate === "lost before") throw new TypeError("network");
    if (fate === "killed before") return this.#die();
    if (fate && fate !== "lost after" && fate !== "killed after") return refusal(fate);
    const member = String(new Headers(init.headers).get("Authorization")).replace("Bearer token of ", "");
    const input = JSON.parse(String(init.body)) as { operationId: string; contactId: string; text: string };
    if (!this.effects.has(input.operationId)) {
      this.effects.set(input.operationId, { member, contact: input.contactId, text: input.text });
      this.order.push(input.text);
    }
    if (fate === "lost after") throw new TypeError("network");
    if (fate === "killed after") return this.#die();
    return Response.json({ result: { data: { procedure: new URL(url).pathname } } });
  };

  /** Whoever sent it is gone: no answer is ever heard. */
  #die(): Promise<never> {
    this.killed();
    return new Promise(() => {});
  }
}

const refusal = (code: ErrorCode) =>
  Response.json({ error: { code: -32600, message: code, data: { code, requestId: "r", field: "text" } } });

/** Locks that a killed page lets go, as a browser's do. */
class FakeLocks {
  #held: Promise<unknown> = Promise.resolve();
  release: () => void = () => {};

  request = (_name: string, work: () => Promise<unknown>): Promise<unknown> => {
    const before = this.#held;
    const run = before.then(work);
    const killed = new Promise<void>((resolve) => (this.release = resolve));
    this.#held = Promise.race([run.catch(() => undefined), killed]);
    return run;
  };
}

let server: FakeServer;
let locks: FakeLocks;
let signedIn: string | null;
let clock: number;
const pages: Outbox[] = [];

const tokens: TokenSource = {
  async token() {
    if (!signedIn) throw new CallFailure("UNAUTHENTICATED");
    return { accessToken: `token of ${signedIn}`, memberId: signedIn };
  },
};

function openPage(memberId = ANN): Outbox {
  const page = createOutbox({ link, memberId, tokens, now: () => clock });
  pages.push(page);
  return page;
}

beforeEach(async () => {
  server = new FakeServer();
  locks = new FakeLocks();
  signedIn = ANN;
  clock = 1_000_000;
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("navigator", { locks });
  await (await openStorage()).clear("outbox");
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
  vi.unstubAllGlobals();
});

const note = (page: Outbox, text: string, contactId = "c1") =>
  page.add("notes.create", { contactId, text }, contactId);

async function left(): Promise<string[]> {
  const rows = await (await openStorage()).getAll("outbox");
  return rows.map((row) => `${row.input["text"]} ${row.state}`);
}

test("sends an entry and tells what became of it", async () => {
  const page = openPage();
  await expect(page.send("notes.create", { contactId: "c1", text: "hello" }, "c1")).resolves.toEqual({
    procedure: "/w/shop/trpc/notes.create",
  });
  expect(await left()).toEqual([]);
  expect(server.order).toEqual(["hello"]);
});

test("an entry survives without an answer and goes out later, in order, once", async () => {
  const page = openPage();
  server.plan = ["lost after", "lost before", "lost before"];
  await note(page, "first");
  await note(page, "second");
  await page.drain();
  clock += 600_000;
  await page.drain();
  clock += 600_000;
  await page.drain();
  clock += 600_000;
  await page.drain();
  expect(server.order).toEqual(["first", "second"]);
  expect(await left()).toEqual([]);
});

test("a refusal waits for the person, says why, and holds up nothing else", async () => {
  const page = openPage();
  server.plan = ["TOO_LONG"];
  await expect(page.send("notes.create", { contactId: "c1", text: "long" }, "c1")).rejects.toMatchObject({
    code: "TOO_LONG",
    field: "text",
  });
  await note(page, "next");
  await page.drain();
  expect(server.order).toEqual(["next"]);
  expect(await left()).toEqual(["long refused"]);
  const [entry] = page.pending.value;
  await page.retry(entry?.operationId ?? "");
  expect(server.order).toEqual(["next", "long"]);
});

test("a repeat asks, waits with its customer, and is another operation once confirmed", async () => {
  const page = openPage();
  server.plan = ["CONFIRM_REPEAT"];
  const asked = await page.add("tags.applyTag", { contactId: "c1", name: "VIP", confirmed: false }, "c1");
  await page.drain();
  const [asking] = page.pending.value;
  expect(asking).toMatchObject({ state: "asking", contactId: "c1", refusal: { code: "CONFIRM_REPEAT" } });
  await page.answer(asked.operationId, true);
  expect(server.effects.size).toBe(1);
  expect(server.effects.has(asked.operationId)).toBe(false);
  expect(await left()).toEqual([]);
});

test("no as the answer drops it without a request", async () => {
  const page = openPage();
  server.plan = ["CONFIRM_REPEAT"];
  const asked = await page.add("tags.applyTag", { contactId: "c1", name: "VIP", confirmed: false }, "c1");
  await page.drain();
  await page.answer(asked.operationId, false);
  expect(server.effects.size).toBe(0);
  expect(await left()).toEqual([]);
});

test("never goes out as somebody else, and goes out when its member is back", async () => {
  signedIn = null;
  const ann = openPage(ANN);
  await note(ann, "by ann");
  signedIn = BEN;
  const ben = openPage(BEN);
  await note(ben, "by ben");
  await Promise.all([ann.drain(), ben.drain()]);
  expect([...server.effects.values()]).toEqual([{ member: BEN, contact: "c1", text: "by ben" }]);
  signedIn = ANN;
  await ann.drain();
  expect([...server.effects.values()].at(-1)).toEqual({ member: ANN, contact: "c1", text: "by ann" });
});

const fate = fc.constantFrom(
  ...(["lost before", "lost after", "killed before", "killed after", "UNAVAILABLE"] as const),
);
const step = fc.oneof(
  fc.record({
    do: fc.constant("add" as const),
    member: fc.constantFrom(ANN, BEN),
    contact: fc.constantFrom("c1", "c2"),
  }),
  fc.record({ do: fc.constant("drain" as const), fates: fc.array(fate, { maxLength: 4 }) }),
  fc.record({ do: fc.constant("sign in" as const), member: fc.constantFrom(ANN, BEN, null) }),
);

test("whatever is killed whenever: each write has one effect, in order, as its own member", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      server = new FakeServer();
      locks = new FakeLocks();
      vi.stubGlobal("fetch", server.fetch);
      vi.stubGlobal("navigator", { locks });
      await (await openStorage()).clear("outbox");
      const added: { member: string; contact: string; text: string }[] = [];

      /** Runs until the work is done or whoever does it is killed. */
      const live = async (work: (open: typeof openPage) => Promise<void>) => {
        const killed = new Promise<void>((resolve) => {
          server.killed = () => {
            locks.release();
            resolve();
          };
        });
        await Promise.race([work(openPage), killed]);
        for (const page of pages.splice(0)) page.close();
      };

      for (const one of steps) {
        if (one.do === "sign in") signedIn = one.member;
        else if (one.do === "add") {
          server.plan = ["lost before", "lost before"];
          const text = `n${added.length}`;
          added.push({ member: one.member, contact: one.contact, text });
          await live(async (open) => void (await note(open(one.member), text, one.contact)));
        } else {
          server.plan = [...one.fates];
          await live(async (open) => {
            for (const member of [ANN, BEN]) await open(member).drain();
          });
          clock += 600_000;
        }
      }
      server.plan = [];
      for (const member of [ANN, BEN]) {
        signedIn = member;
        clock += 600_000;
        await openPage(member).drain();
      }
      for (const page of pages.splice(0)) page.close();

      const effects = [...server.effects.values()];
      expect(effects.toSorted(byText)).toEqual(added.toSorted(byText));
      for (const member of [ANN, BEN])
        for (const contact of ["c1", "c2"]) {
          const mine = (e: (typeof added)[number]) => e.member === member && e.contact === contact;
          expect(effects.filter(mine)).toEqual(added.filter(mine));
        }
      expect(await left()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

const byText = (a: { text: string }, b: { text: string }) => a.text.localeCompare(b.text);
