import type { Handler } from "hono";
import type { AppEnv } from "../app.ts";
import { readBody } from "../channels/body.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { putShopMember } from "../domain/shop-members/put.ts";
import { presentedKey } from "./key.ts";

const MAX_BYTES = 20_000;

/** `PUT members/:memberNo`: a member of the shop as another system knows them; see docs/crm.md. */
export function putMember(deps: Deps): Handler<AppEnv, "/members/:memberNo"> {
  return async (c) => {
    const key = await presentedKey(c, "members:write");
    const member = parseJson(await readBody(c.req.raw, MAX_BYTES));
    const answer = await putShopMember(
      {
        db: c.get("workspace").db,
        actor: { kind: "system", name: "webhook" },
        now: c.get("now"),
        operationId: undefined,
        requestId: c.get("requestId"),
        sealer: deps.sealer,
      },
      { ...key, memberNo: c.req.param("memberNo"), member },
    );
    deps.wake(c.get("workspace").slug);
    return c.json(answer, 200, { "Cache-Control": "no-store" });
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure("INVALID_JSON", { cause });
  }
}
