import * as v from "valibot";
import { id } from "../text.ts";

/** A link with which a customer binds their account; it works for that long, ms, and once. */
export const BINDING_LINK_MS = 86_400_000;
export const BindingLink = v.object({ contactId: id });
