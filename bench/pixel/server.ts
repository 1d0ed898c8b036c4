/** A server process with a shop's pixel. Tells its parent where it is; answers `waiting` and `numbers`. */
import { addPixel } from "../../worker/domain/connections/add-pixel.ts";
import { openServer, SLUG } from "../server.ts";
import { ORIGIN } from "./posts.ts";

const { call, failed, row, serve } = await openServer(
  (request) => request.headers.get("X-Bench-Address") ?? "127.0.0.1",
);
await addPixel(call(), {
  name: "Bench",
  origins: [ORIGIN],
  shopKey: "a key of the bench, long enough to be one",
});

const waiting = "select count(*) as waiting from pixel_event where waiting = 1";
const numbers = `select (select count(*) from pixel_event) as events, (select count(*) from visitor) as visitors`;

serve(
  { path: `/w/${SLUG}/pixel` },
  { waiting: () => row(waiting), numbers: async () => ({ ...(await row(numbers)), ...failed() }) },
);
