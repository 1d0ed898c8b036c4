import { tortureTest } from "./in-tests.ts";
import { run } from "./rights.ts";

tortureTest("nobody gets past their rights, whatever they add to a call", run);
