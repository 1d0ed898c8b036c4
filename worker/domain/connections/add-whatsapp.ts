import { type ConnectionAdded, ConnectionAddWhatsapp } from "../../../shared/schemas/connections.ts";
import { writeVerb } from "../verb.ts";
import { requireCallable } from "./callable.ts";
import { insertConnection } from "./insert.ts";

/** Connects the app that WhatsApp numbers gave their messages; the numbers are added one by one. */
export const addWhatsapp = writeVerb({
  name: "connections.addWhatsapp",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddWhatsapp,
  async run(ctx, input): Promise<ConnectionAdded> {
    const { appSecret, verifyToken, accessToken, apiBase } = input;
    requireCallable({ apiBase });
    return insertConnection(ctx, input, {
      kind: "whatsapp",
      origin: null,
      credentials: { appSecret, verifyToken, accessToken },
      settings: apiBase ? { apiBase } : {},
    });
  },
});
