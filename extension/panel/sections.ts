import type { ComponentType } from "preact";
import type { Customer } from "./Customer.ts";
import { Notes } from "./notes/Notes.tsx";
import { Page } from "./page/Page.tsx";
import { Profile } from "./profile/Profile.tsx";
import { Tags } from "./tags/Tags.tsx";

/** A section is given its customer and nothing else. */
export type Sections = readonly { id: string; View: ComponentType<{ customer: Customer }> }[];

/**
 * What the panel shows of a customer, from top to bottom: what fills its height. The rest follows in
 * `sections-below.ts`.
 */
export const SECTIONS: Sections = [
  { id: "profile", View: Profile },
  { id: "page", View: Page },
  { id: "tags", View: Tags },
  { id: "notes", View: Notes },
];
