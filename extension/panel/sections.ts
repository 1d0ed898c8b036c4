import type { ComponentType } from "preact";
import type { Customer } from "./Customer.ts";
import { Attributes } from "./attributes/Attributes.tsx";
import { Bindings } from "./bindings/Bindings.tsx";
import { Channels } from "./channels/Channels.tsx";
import { Actions } from "./actions/Actions.tsx";
import { Events } from "./events/Events.tsx";
import { Link } from "./link/Link.tsx";
import { Member } from "./member/Member.tsx";
import { Notes } from "./notes/Notes.tsx";
import { Omo } from "./omo/Omo.tsx";
import { Orders } from "./orders/Orders.tsx";
import { Page } from "./page/Page.tsx";
import { Profile } from "./profile/Profile.tsx";
import { Tags } from "./tags/Tags.tsx";

/** What the panel shows of a customer, from top to bottom. A section is given its customer and nothing else. */
export const SECTIONS: readonly { id: string; View: ComponentType<{ customer: Customer }> }[] = [
  { id: "profile", View: Profile },
  { id: "page", View: Page },
  { id: "tags", View: Tags },
  { id: "notes", View: Notes },
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
