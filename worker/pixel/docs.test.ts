import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readClaim } from "../domain/pixel/claim.ts";

const docs = readFileSync(new URL("../../docs/pixel.md", import.meta.url), "utf8");
const KEY = "the key of the shop, which is long enough";

test("the snippet for Node signs what counts", () => {
  const [, snippet = ""] = /```js\n(import \{ createHmac \}[\s\S]*?)```/.exec(docs) ?? [];
  const who = { memberId: "會員 7", email: "amy@shop.test", phone: "" };
  const script = `${snippet.replace("export function", "function")}\nconsole.log(JSON.stringify(identity(${JSON.stringify(who)})));`;
  const env = { ...process.env, ALONGSIDE_KEY: KEY };
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    env,
    encoding: "utf8",
  });
  const given = JSON.parse(printed) as { at: number };
  expect(readClaim("identify", given, KEY, given.at)).toMatchObject({
    values: [who.memberId, who.email, who.phone],
  });
});
