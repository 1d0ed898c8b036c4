import { expect, it } from "vitest";
import { EVENT_KINDS } from "../../../shared/events.ts";
import type { EventItem } from "../../../shared/schemas/panel.ts";
import en from "../messages/below.en.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW } from "../test/views.ts";
import { eventWord } from "./event-word.ts";
import { createEventsModel } from "./EventsModel.ts";

const DAY = 86_400_000;
const event = (id: string, at: number): EventItem => ({
  id,
  kind: "note.created",
  at,
  actorKind: "member",
  actorName: "Amy",
  data: {},
});

it("has words for every kind of event", () => {
  expect(EVENT_KINDS.filter((kind) => !(`event.${kind}` in en))).toEqual([]);
});

it("names the field, the tag and the state; an unknown kind has its own words", () => {
  expect(eventWord({ kind: "profile.edited", data: { field: "email" } })).toBe("Email changed");
  expect(eventWord({ kind: "tag.repeated", data: { tag: "VIP {x}" } })).toContain("VIP {x}");
  expect(eventWord({ kind: "conversation.state", data: { state: "resolved" } })).toContain("resolved");
  expect(eventWord({ kind: "from.the.future" as never, data: {} })).toBe(en["event.unknown"]);
});

it("groups by local day, newest first, and loses nothing that slips from the first page", async () => {
  const parts = fakeCustomer(
    linkedView("anna", { events: { items: [event("3", NOW), event("2", NOW - DAY)], next: "c" } }),
  );
  parts.desk.calls.events = () => Promise.resolve({ items: [event("1", NOW - 2 * DAY)], next: null });
  const model = createEventsModel(parts.customer);
  const ids = () => model.days.value.map(({ events }) => events.map(({ id }) => id).join());
  expect(ids()).toEqual(["3", "2"]);
  await model.more.run();
  expect(ids()).toEqual(["3", "2", "1"]);
  expect(model.hasMore.value).toBe(false);
  const { view } = parts;
  view.value = { ...view.value, events: { items: [event("4", NOW + 1), event("3", NOW)], next: "c2" } };
  expect(ids()).toEqual(["4,3", "2", "1"]);
});
