import { openDataFolder } from "../../worker/runtime/data-folder.ts";
import { openEmbeddedHost } from "../../worker/runtime/embedded-host.ts";
import { createSealer } from "../../worker/sealer.ts";
import { furnish } from "./furnish.ts";
import { SLUG } from "./installation.ts";

/**
 * Makes a data folder with a furnished workspace, tells what is in it on its output and ends: whoever
 * opened the file has to be gone before the server comes. `node furnish-process.ts <folder> <json>`
 */
const [path = "", given = "{}"] = process.argv.slice(2);
const folder = await openDataFolder(path);
const sealer = await createSealer(await folder.key());
const host = await openEmbeddedHost(folder, { sealer, publicUrl: "http://127.0.0.1", now: () => Date.now() });
await host.create({ slug: SLUG, name: "Shop" });
const workspace = await host.open(SLUG);
if (!workspace) throw new Error("the workspace was not made");
const shop = await furnish(workspace.db, sealer, JSON.parse(given) as { contacts: number; provider: string });
await host.close();
process.stdout.write(JSON.stringify(shop));
