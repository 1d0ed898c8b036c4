import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import { DatabaseUnavailable } from "../db/database.ts";
import { Failure, unavailable } from "../domain/failure.ts";
import type { Cookies } from "./cookies.ts";

/** A posted form. */
export interface Form {
  /** A field's text; empty when it was not sent. */
  field(name: string): string;
}

export async function formOf(c: Context<AppEnv>): Promise<Form> {
  const body = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>);
  return {
    field(name) {
      const value = body[name];
      return typeof value === "string" ? value : "";
    },
  };
}

/**
 * The form came from our own page in this browser: its hidden field fits a cookie that other sites can
 * neither read nor set. Origin says nothing here, as `no-referrer` makes browsers send it as `null`.
 *
 * @throws {Failure} FORBIDDEN
 */
export async function requireOwnForm(c: Context<AppEnv>, cookies: Cookies, form: Form): Promise<void> {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined && site !== "same-origin" && site !== "none") throw new Failure("FORBIDDEN");
  if (!(await cookies.formTokenFits(c, form.field("form_token")))) throw new Failure("FORBIDDEN");
}

/** What a page can say; anything nobody expected goes on to the app, which reports it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DatabaseUnavailable) return unavailable(error);
  throw error;
}

export function statusOf({ code }: Failure): 400 | 401 | 403 | 429 | 503 | 507 {
  switch (code) {
    case "WRONG_PASSWORD":
    case "UNAUTHENTICATED":
      return 401;
    case "FORBIDDEN":
      return 403;
    case "TOO_MANY_ATTEMPTS":
      return 429;
    case "UNAVAILABLE":
      return 503;
    case "STORAGE_FULL":
      return 507;
    default:
      return 400;
  }
}
