import { tortureTest } from "./in-tests.ts";
import { run } from "./kill.ts";

tortureTest("killed at random points, nothing acknowledged is lost and nothing applied twice", run);
