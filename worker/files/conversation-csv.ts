import type { Context } from "hono";
import { ConversationCsv } from "../../shared/schemas/exports.ts";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { sha256 } from "../domain/batch.ts";
import type { Actor } from "../domain/ctx.ts";
import { conversationFile } from "../domain/export/file.ts";
import { finishExport } from "../domain/export/finish.ts";
import { parse } from "../domain/verb.ts";
import { callsOf } from "./calls.ts";
import { csvAnswer } from "./csv-answer.ts";

/**
 * `POST /w/:workspace/files/conversation.csv` with a bearer token and `ConversationCsv`: the conversation as a
 * file, as it is read. The header X-Export-Total says how many messages it has. When it cannot go on, the
 * connection breaks off: a file that ends is whole, and counts as exported.
 */
export const conversationCsv = (deps: Deps) => async (c: Context<AppEnv>) => {
  const token = /^Bearer ([\w-]{20,200})$/.exec(c.req.header("Authorization") ?? "")?.[1];
  const asked = parse(ConversationCsv, await c.req.json().catch(() => null));
  const { contactId, language, operationId } = asked;
  const member: Actor = { kind: "member", accessHash: token ? sha256(token) : "" };
  const { call, end } = await callsOf(c, deps);
  try {
    const file = await conversationFile((actor = member) => call(actor), {
      contactId,
      language,
      end: (last) => finishExport({ ...last, operationId }, { contactId, via: "file" }),
    });
    return csvAnswer(c, deps, file, end);
  } catch (error) {
    end();
    throw error;
  }
};
