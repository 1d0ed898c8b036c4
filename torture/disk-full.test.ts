import { run } from "./disk-full.ts";
import { tortureTest } from "./in-tests.ts";

tortureTest("a full disk refuses clearly, loses nothing acknowledged and needs no restart", run);
