import { router } from "./init.ts";
import { tags } from "./tags.ts";

export const appRouter = router({ tags });

export type AppRouter = typeof appRouter;
