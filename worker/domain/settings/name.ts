import type { Database } from "../../db/database.ts";
import { selectSettings, settingsOf } from "./select.ts";

/** What the admins call the workspace; null while nobody named it. For pages shown before a sign-in. */
export async function workspaceName(db: Database): Promise<string | null> {
  const statement = selectSettings({});
  const [result] = await db.read([statement]);
  return result ? settingsOf(statement.decode(result)).name.value : null;
}
