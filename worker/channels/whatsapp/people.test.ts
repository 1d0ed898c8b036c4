import { expect, test } from "vitest";
import {
  bsuid,
  connectWhatsapp,
  postWhatsapp,
  renameChange,
  textChange,
  waId,
  type Who,
} from "../../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
type Json = Record<string, unknown>;

/** Whose contacts there are, with what each wrote, after these were delivered one by one. */
async function peopleAfter(...changes: Json[]) {
  const shop = await createTestWorkspace();
  const connectionId = await connectWhatsapp(shop);
  for (const one of changes) {
    expect((await postWhatsapp(shop, connectionId, one)).status).toBe(200);
    await work(shop);
  }
  expect(shop.reported).toEqual([]);
  const rows = await rowsOf(
    shop,
    `select c.external_id as id, c.phone, (select group_concat(text, ' ') from (select m.text from message m
      join conversation v on v.id = m.conversation_id where v.contact_id = c.id order by m.at)) as said,
      (select message_count from conversation v where v.contact_id = c.id) as count
    from contact c order by said`,
  );
  return rows.map(({ id, phone, said, count }) => [id, phone, said, count]);
}

const said = (text: string, who: Who, at = TEST_NOW) => textChange(`wamid.${text}`, text, who, at);
const [ANNA, ANNA_LATER, BEN] = [bsuid(1), bsuid(2), bsuid(3)];
const [ONE, TWO] = [waId(1), waId(2)];
const plus = (number: string) => `+${number}`;

test("known by number first and by an id that lasts later: one contact, in whichever order", async () => {
  const number = said("a", { number: ONE }, TEST_NOW - 2 * MINUTE);
  const both = said("b", { id: ANNA, number: ONE }, TEST_NOW - MINUTE);
  const id = said("c", { id: ANNA });
  const one = [[ANNA, plus(ONE), "a b c", 3]];
  expect(await peopleAfter(number, both, id)).toEqual(one);
  expect(await peopleAfter(id, both, number)).toEqual(one);
  // Two contacts, until the channel says that they are one.
  expect(await peopleAfter(number, id, both)).toEqual(one);
});

test("a number that another id has now is another person's; what its former holder wrote stays theirs", async () => {
  const before = said("a", { id: ANNA, number: ONE }, TEST_NOW - 90 * DAY);
  const after = said("b", { id: BEN, number: ONE });
  const two = [
    [ANNA, null, "a", 1],
    [BEN, plus(ONE), "b", 1],
  ];
  expect(await peopleAfter(before, after)).toEqual(two);
  expect(await peopleAfter(after, before)).toEqual(two);
  const now = said("c", { number: ONE }, TEST_NOW + MINUTE);
  const then = said("d", { number: ONE }, TEST_NOW - 80 * DAY);
  expect(await peopleAfter(before, after, now, then)).toEqual([
    [ANNA, null, "a d", 2],
    [BEN, plus(ONE), "b c", 2],
  ]);
});

test("who changes their number or id stays the same contact, told before or after they write again", async () => {
  const before = said("a", { id: ANNA, number: ONE }, TEST_NOW - MINUTE);
  const changed = renameChange("wamid.s", { id: ANNA, number: ONE }, { id: ANNA_LATER, number: TWO });
  const after = said("b", { id: ANNA_LATER, number: TWO }, TEST_NOW + MINUTE);
  const one = [[ANNA_LATER, plus(TWO), "a b", 2]];
  for (const order of [
    [before, changed, after],
    [before, after, changed],
    [after, changed, before],
    [after, before, changed],
    [changed, after, before],
  ]) {
    expect(await peopleAfter(...order)).toEqual(one);
  }
  const byId = renameChange("wamid.s", { id: ANNA }, { id: ANNA_LATER });
  expect(await peopleAfter(before, said("b", { id: ANNA_LATER }, TEST_NOW + MINUTE), byId)).toEqual([
    [ANNA_LATER, plus(ONE), "a b", 2],
  ]);
});

test("a changed number alone carries the contact on, and never takes whoever had the new number before", async () => {
  const before = said("a", { number: ONE }, TEST_NOW - MINUTE);
  const changed = renameChange("wamid.s", { number: ONE }, { number: TWO });
  const after = said("b", { number: TWO }, TEST_NOW + MINUTE);
  expect(await peopleAfter(before, changed, after)).toEqual([[TWO, plus(TWO), "a b", 2]]);
  expect(await peopleAfter(after, changed, before)).toEqual([[TWO, plus(TWO), "a b", 2]]);
  const stranger = said("q", { number: TWO }, TEST_NOW - 90 * DAY);
  expect(await peopleAfter(stranger, before, changed, after)).toEqual([
    [TWO, plus(TWO), "a b", 2],
    [`${TWO}~${TEST_NOW}`, null, "q", 1],
  ]);
  const holder = said("h", { id: BEN, number: TWO }, TEST_NOW - 90 * DAY);
  expect(await peopleAfter(holder, before, changed, after)).toEqual([
    [TWO, plus(TWO), "a b", 2],
    [BEN, null, "h", 1],
  ]);
  // The number that was given up is somebody else's some day.
  const next = said("n", { number: ONE }, TEST_NOW + 90 * DAY);
  expect(await peopleAfter(before, changed, after, next)).toEqual([
    [TWO, plus(TWO), "a b", 2],
    [ONE, plus(ONE), "n", 1],
  ]);
});

test("ids that change one after another lead to one contact, told backwards too", async () => {
  const ids = [1, 2, 3, 4].map(bsuid);
  const steps = ids.slice(1).map((id, i) => {
    const at = TEST_NOW + i * MINUTE;
    return renameChange(`wamid.${i}`, { id: ids[i] ?? "" }, { id }, at);
  });
  const texts = ids.map((id, i) => said(`t${i}`, { id }, TEST_NOW + i * MINUTE - 1000));
  const one = [[bsuid(4), null, "t0 t1 t2 t3", 4]];
  expect(await peopleAfter(...texts, ...steps.toReversed())).toEqual(one);
  expect(await peopleAfter(...steps.toReversed(), ...texts.toReversed())).toEqual(one);
  expect(await peopleAfter(...texts.flatMap((text, i) => [text, ...steps.slice(i, i + 1)]))).toEqual(one);
});
