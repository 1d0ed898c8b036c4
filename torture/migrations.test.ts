import { tortureTest } from "./in-tests.ts";
import { run } from "./migrations.ts";

tortureTest("every released schema, with what was stored in it, becomes the newest", run);
