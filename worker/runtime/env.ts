import * as v from "valibot";

/** The environment is not as it must be; the message says which variable and what it takes. */
export class BadEnvironment extends Error {}

/** @throws {BadEnvironment} names the first variable that is wrong; never its value */
export function parseEnv<S extends v.GenericSchema>(schema: S, env: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, env);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BadEnvironment(`${v.getDotPath(issue) ?? "The environment"} ${issue.message}.`);
}

/** Present but empty is as good as absent: that is how shells and unit files leave a variable out. */
export const optionalEnv = <S extends v.GenericSchema<string | undefined, unknown>>(schema: S) =>
  v.pipe(
    v.optional(v.string()),
    v.transform((text) => (text === "" ? undefined : text)),
    schema,
  );

export const sealingKey = v.pipe(
  v.string("is missing: 32 random bytes in base64, such as `openssl rand -base64 32` prints"),
  v.check(
    (text) => Buffer.from(text, "base64").length === 32,
    "must be 32 bytes in base64, such as `openssl rand -base64 32` prints",
  ),
);

/** Where people reach the server: an origin, kept without a slash at the end. */
export const publicUrl = v.pipe(
  v.string("is missing: the address people reach this server at, such as https://alongside.example.com"),
  v.check((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "";
  }, "must be an http or https origin without a path, such as https://alongside.example.com"),
  v.transform((text) => new URL(text).origin),
);

export const databaseUrl = v.pipe(
  v.string("is missing: the libSQL URL of the directory database"),
  v.check(
    (text) => /^(libsql|https?):$/.test(URL.parse(text)?.protocol ?? ""),
    "must be a libsql:, https: or http: URL",
  ),
);
