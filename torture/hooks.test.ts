import { run } from "./hooks.ts";
import { tortureTest } from "./in-tests.ts";

tortureTest("deliveries over all channels, repeated, shuffled and forged, have one effect each or none", run);
