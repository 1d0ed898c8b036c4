import { type ConnectionAdded, ConnectionAddPixel } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { insertConnection } from "./insert.ts";

/** Connects a shop's own pages: `origins` may tell the pixel, and `shopKey` signs who is looking. */
export const addPixel = writeVerb({
  name: "connections.addPixel",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddPixel,
  run(ctx, input): Promise<ConnectionAdded> {
    const { origins, shopKey } = input;
    return insertConnection(ctx, input, {
      kind: "pixel",
      origin: null,
      credentials: { shopKey },
      settings: { origins },
    });
  },
});
