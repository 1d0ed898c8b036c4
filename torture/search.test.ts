import { tortureTest } from "./in-tests.ts";
import { run } from "./search.ts";

tortureTest("any part of what a contact is known by finds it, and nothing else does", run);
