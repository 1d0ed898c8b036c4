import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import { Problem } from "../../shared/schemas/api-answers.ts";
import type { Route } from "./route.ts";

type Json = Record<string, unknown>;

/** JSON Schema of what a schema takes (`input`) or gives. What only code can check is left to the answer. */
export function schemaOf(schema: v.GenericSchema): Json {
  const { $schema: _dialect, ...json } = toJsonSchema(schema, {
    target: "draft-2020-12",
    typeMode: "input",
    errorMode: "ignore",
  });
  return json as Json;
}

const PROBLEM = { $ref: "#/components/schemas/Problem" };

/** Statuses any call may be answered with. */
const PROBLEMS: Record<number, string> = {
  400: "The request is not as described",
  401: "No key, or one that was revoked",
  403: "The key lacks the scope",
  404: "There is nothing of that id",
  409: "It conflicts with what is there, or with an earlier call of that Idempotency-Key",
  413: "The body is too large",
  429: "Too many calls in this minute",
  503: "The database cannot be reached",
};

const LIMIT_HEADERS = {
  "RateLimit-Policy": { schema: { type: "string" }, example: '"key";q=600;w=60' },
  RateLimit: { schema: { type: "string" }, example: '"key";r=599;t=60' },
};

function operationOf(route: Route): Json {
  const { id, tag, summary, description, scope, query, body, documented, example, answers, path, method } =
    route;
  const writes = method !== "get" && !id.endsWith(".search");
  const properties = query ? ((schemaOf(query)["properties"] ?? {}) as Record<string, Json>) : {};
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema })),
    ...(writes ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ];
  const taken = documented ?? body;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: [{ key: [scope] }],
    "x-scope": scope,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(taken
      ? {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: schemaOf(taken),
                ...(example === undefined ? {} : { example }),
              },
            },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [
          status,
          {
            description: status === "201" ? "Made" : "Done",
            headers: LIMIT_HEADERS,
            content: { "application/json": { schema: schemaOf(schema) } },
          },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, text]) => [
          status,
          { description: text, content: { "application/problem+json": { schema: PROBLEM } } },
        ]),
      ),
    },
  };
}

/** The OpenAPI 3.1 document of the API, made of what its routes check with. */
export function documentOf(routes: readonly Route[], server: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Alongside Contact API",
      version: "1",
      description:
        "Times are ISO 8601 in UTC, money is a decimal text in the currency beside it. What is left out of a change stays as it is; null unsets it. See docs/api.md.",
    },
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key" } },
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description:
            "The same again within 24 hours, with the same call, is answered as the first time and changes nothing; with another one it is a 409.",
          schema: { type: "string", minLength: 1, maxLength: 255 },
        },
      },
      schemas: {
        Problem: {
          ...schemaOf(Problem),
          properties: {
            ...((schemaOf(Problem)["properties"] ?? {}) as Json),
            code: { type: "string", enum: Object.keys(ERROR_CODES) },
          },
        },
      },
    },
  };
}
