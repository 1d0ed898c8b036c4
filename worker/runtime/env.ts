import * as v from "valibot";

/** The environment is not as it must be; the message says which variable and what it takes. */
export class BadEnvironment extends Error {}

/**
 * Present but empty is as good as absent: that is how shells and unit files leave a variable out.
 *
 * @throws {BadEnvironment} names the first variable that is wrong; never its value
 */
export function parseEnv<S extends v.GenericSchema>(schema: S, env: object): v.InferOutput<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const missing = issue.input === undefined;
  throw new BadEnvironment(
    `${v.getDotPath(issue) ?? "The environment"} ${missing ? "is missing: it " : ""}${issue.message}.`,
  );
}

export const sealingKey = v.pipe(
  v.string("must be 32 bytes in base64, such as `openssl rand -base64 32` prints"),
  v.check(
    (text) => Buffer.from(text, "base64").length === 32,
    "must be 32 bytes in base64, such as `openssl rand -base64 32` prints",
  ),
);

/** Where people reach the server: an origin, kept without a slash at the end. */
export const publicUrl = v.pipe(
  v.string("must be the origin people reach this server at, such as https://alongside.example.com"),
  v.check((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "";
  }, "must be an http or https origin without a path, such as https://alongside.example.com"),
  v.transform((text) => new URL(text).origin),
);

export const databaseUrl = v.pipe(
  v.string("must be the libSQL URL of the directory database"),
  v.check(
    (text) => /^(libsql|https?):$/.test(URL.parse(text)?.protocol ?? ""),
    "must be a libsql:, https: or http: URL",
  ),
);

/** Off unless said, but for the first run: whoever is an admin could have the server look into its own network. */
export const privateAddresses = v.optional(v.picklist(["on", "off"], "must be on or off"));
