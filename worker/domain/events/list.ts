import { type EventItem, EventList, type Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { type Position, positionOf } from "../page.ts";
import { readVerb } from "../verb.ts";
import { eventPage, eventsOf } from "./item.ts";

const selectEvents = prepare<Position & { contactId: string }, { item: string }>(eventsOf(livingContact));

/** What happened to a contact before what the panel came with, newest first. */
export const listEvents = readVerb({
  name: "events.list",
  permission: "panel:read",
  input: EventList,
  async run(ctx, { contactId, cursor }): Promise<Page<EventItem>> {
    const { rows } = await read(ctx, [selectEvents({ contactId, ...positionOf(cursor) })]);
    return eventPage(rows[0].map(({ item }) => JSON.parse(item) as EventItem));
  },
});
