import { connections } from "./connections.ts";
import { router } from "./init.ts";
import { members } from "./members.ts";
import { panel } from "./panel.ts";
import { permissions } from "./permissions.ts";
import { preferences } from "./preferences.ts";
import { sessions } from "./sessions.ts";
import { settings } from "./settings.ts";
import { tags } from "./tags.ts";

export const appRouter = router({
  connections,
  members,
  panel,
  permissions,
  preferences,
  sessions,
  settings,
  tags,
});

export type AppRouter = typeof appRouter;
