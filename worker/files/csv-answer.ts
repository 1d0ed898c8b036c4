import type { Context } from "hono";
import { EXPORT_TOTAL } from "../../shared/schemas/exports.ts";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import type { ConversationFile } from "../domain/export/file.ts";
import { failureOf } from "../trpc/init.ts";

/**
 * A file as it is read: the next part when the last one has been taken, so it never piles up here. A part
 * that fails breaks the answer off.
 *
 * @param end called once, however it ends, when nothing is read any more
 */
export function csvAnswer(c: Context<AppEnv>, deps: Deps, file: ConversationFile, end: () => void): Response {
  const { parts, total } = file;
  const encoder = new TextEncoder();
  let gone = false;
  const once = () => {
    if (!gone) end();
    gone = true;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const part = await parts.next();
          // Whoever took it went away while this part was read.
          if (gone) return;
          if (part.value !== undefined) return controller.enqueue(encoder.encode(part.value));
          once();
          controller.close();
        } catch (error) {
          if (gone) return;
          once();
          if (failureOf(error).code === "INTERNAL") deps.report(error, c.get("requestId"));
          controller.error(error);
        }
      },
      async cancel() {
        gone = true;
        await parts.return();
        end();
      },
    },
    { highWaterMark: 0 },
  );
  // Customer data is in no name: a browser's list of downloads is not ours to keep.
  return new Response(body, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="conversation-${new Date(deps.now()).toISOString().slice(0, 10)}.csv"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      [EXPORT_TOTAL]: String(total),
    },
  });
}
