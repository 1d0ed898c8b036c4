import { expect, test } from "vitest";
import { BadEnvironment } from "./env.ts";
import { nodeConfig } from "./node-env.ts";

test("an empty environment starts a demo on loopback", () => {
  expect(nodeConfig({})).toMatchObject({
    port: 8787,
    host: "127.0.0.1",
    data: "./.data",
    demo: true,
    publicUrl: "http://localhost:8787",
    proxies: 0,
  });
  expect(nodeConfig({ PORT: "", ALONGSIDE_DATA: "" })).toEqual(nodeConfig({}));
});

test("the demo is off in production unless it is asked for", () => {
  expect(nodeConfig({ NODE_ENV: "production" }).demo).toBe(false);
  expect(nodeConfig({ NODE_ENV: "production", ALONGSIDE_DEMO: "on" }).demo).toBe(true);
  expect(nodeConfig({ ALONGSIDE_DEMO: "off" }).demo).toBe(false);
});

test("the public address is an origin, without a slash at the end", () => {
  expect(nodeConfig({ PUBLIC_URL: "https://a.example/" }).publicUrl).toBe("https://a.example");
});

test.each([
  [{ PORT: "eighty" }, "PORT must be a port number from 1 to 65534."],
  [{ PORT: "65535" }, "PORT must be a port number from 1 to 65534."],
  [{ ALONGSIDE_KEY: "c2hvcnQ=" }, "ALONGSIDE_KEY must be 32 bytes in base64"],
  [{ ALONGSIDE_DEMO: "maybe" }, "ALONGSIDE_DEMO must be on or off."],
  [{ PUBLIC_URL: "https://a.example/x" }, "PUBLIC_URL must be an http or https origin"],
  [{ PUBLIC_URL: "ftp://a.example" }, "PUBLIC_URL must be an http or https origin"],
  [{ TRUST_PROXY: "yes" }, "TRUST_PROXY must be the number of proxies"],
])("%o is refused by name, without its value", (env, sentence) => {
  expect(() => nodeConfig(env)).toThrow(BadEnvironment);
  expect(() => nodeConfig(env)).toThrow(sentence);
  expect(() => nodeConfig(env)).not.toThrow(Object.values(env)[0]);
});
