import { editProfile } from "../domain/profile/edit.ts";
import { mutationOf, router } from "./init.ts";

export const profile = router({ edit: mutationOf(editProfile) });
