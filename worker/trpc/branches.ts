import { archiveBranch } from "../domain/branches/archive.ts";
import { createBranch } from "../domain/branches/create.ts";
import { listBranches } from "../domain/branches/list.ts";
import { renameBranch } from "../domain/branches/rename.ts";
import { setBranchMembers } from "../domain/branches/set-members.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const branches = router({
  list: queryOf(listBranches),
  create: mutationOf(createBranch),
  rename: mutationOf(renameBranch),
  archive: mutationOf(archiveBranch),
  setMembers: mutationOf(setBranchMembers),
});
