import { tortureTest } from "./in-tests.ts";
import { run } from "./same-answers.ts";

tortureTest("the same calls have the same answers on both engines", run);
