import { run } from "./faults.ts";
import { tortureTest } from "./in-tests.ts";

tortureTest("with a database that is slow, cut off and in trouble nothing is lost and nothing doubled", run);
