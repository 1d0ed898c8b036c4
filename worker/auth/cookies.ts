import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { AppEnv } from "../app.ts";
import { sha256 } from "../domain/batch.ts";
import { newToken } from "../domain/sessions/token.ts";
import type { Sealer } from "../sealer.ts";

type C = Context<AppEnv>;

const DAY = 86_400;

/**
 * The cookies of the sign-in pages. Their path is the pages' own, so no other part of the server ever
 * receives them; over https they carry the `__Secure-` prefix.
 */
export interface Cookies {
  session(c: C): string | null;
  keepSession(c: C, value: string): void;
  /**
   * What the form must send back; made and kept when the browser has none. Lax, since a sign-in begins
   * with a navigation from elsewhere: Strict would hide it then, and a second tab would end the first.
   */
  formToken(c: C): Promise<string>;
  formTokenFits(c: C, sent: string): Promise<boolean>;
  /** The device's id when this browser signed in to the account before; null for any other browser. */
  device(c: C, email: string): Promise<string | null>;
  keepDevice(c: C, email: string): Promise<void>;
}

export function createCookies({ publicUrl, sealer }: { publicUrl: string; sealer: Sealer }): Cookies {
  const secure = publicUrl.startsWith("https:");
  const named = (name: string) => `${secure ? "__Secure-" : ""}alongside_${name}`;
  const pathOf = (c: C) => `/w/${c.get("workspace").slug}/auth`;
  const keep = (c: C, name: string, value: string, sameSite: "Lax" | "Strict", days?: number) =>
    setCookie(c, named(name), value, {
      path: pathOf(c),
      httpOnly: true,
      secure,
      sameSite,
      ...(days === undefined ? {} : { maxAge: days * DAY }),
    });
  const tokenOf = (cookie: string) => sha256(`form ${cookie}`);
  const deviceOf = async (c: C, email: string) => {
    const account = await sha256(email);
    return {
      name: `device_${account.slice(0, 16)}`,
      context: `device/${c.get("workspace").slug}/${account}`,
    };
  };

  return {
    session: (c) => getCookie(c, named("session")) ?? null,
    keepSession: (c, value) => keep(c, "session", value, "Lax", 30),
    async formToken(c) {
      const had = getCookie(c, named("form"));
      if (had) return tokenOf(had);
      const made = newToken();
      keep(c, "form", made, "Lax");
      return tokenOf(made);
    },
    async formTokenFits(c, sent) {
      const cookie = getCookie(c, named("form"));
      return cookie !== undefined && sent === (await tokenOf(cookie));
    },
    async device(c, email) {
      const { name, context } = await deviceOf(c, email);
      const sealed = getCookie(c, named(name));
      return sealed ? sealer.open(context, sealed).catch(() => null) : null;
    },
    async keepDevice(c, email) {
      const { name, context } = await deviceOf(c, email);
      keep(c, name, await sealer.seal(context, newToken()), "Strict", 365);
    },
  };
}
