import { array, assert, asyncProperty, integer, nat, record } from "fast-check";
import { expect, test } from "vitest";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import { sha256 } from "../batch.ts";
import { signInBrowser } from "./browser.ts";
import type { SignInCall } from "./call.ts";
import { issueCode, redeemCode } from "./codes.ts";
import { refreshSession } from "./refresh.ts";

const MINUTE = 60_000;

test("however tokens are presented, only the newest and the one before it live, and an older one ends all", async () => {
  const shop = await createTestWorkspace();
  const memberId = shop.memberId("agent");

  async function start(call: SignInCall): Promise<string> {
    const input = { memberId, userAgent: "", buckets: [], earlierCookie: null };
    const { sessionId } = await signInBrowser(call, input);
    const surface = { client: "console" as const, redirectUri: "https://x.test/console" };
    const code = await issueCode(call, { sessionId, ...surface, codeChallenge: await sha256("verifier") });
    const tokens = await redeemCode(call, { code, ...surface, codeVerifier: "verifier", userAgent: "" });
    return tokens.refreshToken;
  }

  const step = record({ back: nat(3), minutes: integer({ min: 0, max: 20 }) });
  await assert(
    asyncProperty(array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const call = { db: shop.db, now: TEST_NOW, requestId: "", sealer: shop.sealer };
      const chain = [await start(call)];
      let alive = true;
      for (const { back, minutes } of steps) {
        call.now += minutes * MINUTE;
        const index = Math.max(0, chain.length - 1 - back);
        const answer = await refreshSession(call, chain[index] ?? "").catch(() => null);
        alive &&= index >= chain.length - 2;
        expect(answer !== null).toBe(alive);
        if (!answer) continue;
        expect(answer.accessExpiresAt - call.now).toBeGreaterThanOrEqual(7.5 * MINUTE);
        if (index === chain.length - 1) chain.push(answer.refreshToken);
        expect(answer.refreshToken).toBe(chain.at(-1));
      }
      expect(new Set(chain).size).toBe(chain.length);
    }),
    { numRuns: 40 },
  );
});
