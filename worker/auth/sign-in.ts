import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { type Account, beginAttempt, type Bucket } from "../domain/sessions/attempts.ts";
import { refuseSignIn, signInBrowser } from "../domain/sessions/browser.ts";
import { strangerBuckets, trustedBuckets } from "./attempt-limits.ts";
import { callOf, userAgentOf } from "./call.ts";
import type { Cookies } from "./cookies.ts";
import type { Form } from "./form.ts";
import { verifyInTurn } from "./password-turns.ts";

type C = Context<AppEnv>;

/**
 * Checks email and password and signs this browser in. An unknown, invited or disabled account takes
 * the same work and gets the same answer as a wrong password.
 *
 * @throws {Failure} WRONG_PASSWORD, TOO_MANY_ATTEMPTS (fact `seconds`), UNAVAILABLE
 */
export async function signInWithPassword(
  c: C,
  deps: Deps,
  cookies: Cookies,
  form: Form,
): Promise<{ sessionId: string }> {
  const call = callOf(c, deps);
  const email = form.field("email").normalize("NFC").trim().toLowerCase().slice(0, 254);
  const { account, buckets } = await begin(c, deps, cookies, email);
  const right = await verifyInTurn(form.field("password").slice(0, 200), account?.password ?? null);
  if (!right || !account) {
    // Behind the answer, else its time would tell that there is such an account.
    if (account) c.get("after")(() => refuseSignIn(call, account.memberId));
    throw new Failure("WRONG_PASSWORD");
  }
  const { cookie, sessionId } = await signInBrowser(call, {
    memberId: account.memberId,
    userAgent: userAgentOf(c),
    buckets,
    earlierCookie: cookies.session(c),
  });
  cookies.keepSession(c, cookie);
  await cookies.keepDevice(c, email);
  return { sessionId };
}

/** On a browser the member has used before, its own count; when that is full, as any other browser. */
async function begin(
  c: C,
  deps: Deps,
  cookies: Cookies,
  email: string,
): Promise<{ account: Account | null; buckets: readonly Bucket[] }> {
  const { db, now } = callOf(c, deps);
  const device = await cookies.device(c, email);
  if (device !== null) {
    const buckets = await trustedBuckets(device);
    try {
      return { account: await beginAttempt(db, now, buckets, email), buckets };
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "TOO_MANY_ATTEMPTS") throw error;
    }
  }
  const buckets = await strangerBuckets(email, deps.clientAddress(c.req.raw));
  return { account: await beginAttempt(db, now, buckets, email), buckets };
}
