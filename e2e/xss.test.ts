import { tortureTest } from "../torture/in-tests.ts";
import { run } from "../torture/xss.ts";

tortureTest("nothing a customer, a shop or a colleague wrote runs in the panel or the console", run);
