import { connections } from "./connections.ts";
import { router } from "./init.ts";
import { settings } from "./settings.ts";
import { tags } from "./tags.ts";

export const appRouter = router({ connections, settings, tags });

export type AppRouter = typeof appRouter;
