import { Attributes } from "./attributes/Attributes.tsx";
import { Bindings } from "./bindings/Bindings.tsx";
import { Channels } from "./channels/Channels.tsx";
import { Actions } from "./actions/Actions.tsx";
import { Events } from "./events/Events.tsx";
import { Link } from "./link/Link.tsx";
import { Member } from "./member/Member.tsx";
import { Omo } from "./omo/Omo.tsx";
import { Orders } from "./orders/Orders.tsx";
import type { Sections } from "./sections.ts";

/** What comes under `SECTIONS`, from top to bottom; fetched and drawn after those are painted. */
export const BELOW: Sections = [
  { id: "orders", View: Orders },
  { id: "channels", View: Channels },
  { id: "bindings", View: Bindings },
  { id: "member", View: Member },
  { id: "omo", View: Omo },
  { id: "attributes", View: Attributes },
  { id: "events", View: Events },
  { id: "link", View: Link },
  { id: "actions", View: Actions },
];
