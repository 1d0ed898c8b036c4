import { findContact } from "../domain/contacts/find.ts";
import { pinContact } from "../domain/contacts/pin.ts";
import { revealContact } from "../domain/contacts/reveal.ts";
import { unpinContact } from "../domain/contacts/unpin.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const contacts = router({
  find: queryOf(findContact),
  pin: mutationOf(pinContact),
  unpin: mutationOf(unpinContact),
  reveal: mutationOf(revealContact),
});
