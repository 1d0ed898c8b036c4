import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "wxt";
import { FIREFOX_ID } from "./shared/extension-ids.ts";

/**
 * `local` is what `npm start`, the tests and the benches build: it may see this machine's own pages
 * without asking. A release sees only what a person allowed.
 */
const local = process.env["ALONGSIDE_FLAVOUR"] === "local";

/** The public half of the key that fixes the extension's id in Chromium, see shared/extension-ids.ts. */
const CHROMIUM_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1ogr9gmtPV9sQ0BhaHWSL2lwPhLeZ4N1lVP23Jrp3goxKiRftQ6jAHbev1toVne1W0619WWirs9Wp32ShhOJKBA8yuxborMAxbMUmTLNKHbVIDdMf0MCdQ7n9J7hSCC0UzYlQWe5HMtYUxBZIiJc0eW9MSK5mz3g91mqMs4uhGO2fJ2gdKq5hctPw0uLPqLYagAd+eMcIwgtFiTaRZe0JgY6rAxJ73KSxsc8ND1KBIT7GcjOdAIEfTrbx3Kw9b31tppWxUmS5PVmJdBI69gu3lc/RgbDAUQU5zxmW3+murLxOivbBK4Gmuv/L47joXCjYZqfs2wOqXkQxa7hIB4UGQIDAQAB";

const { version } = JSON.parse(
  readFileSync(fileURLToPath(new URL("./package.json", import.meta.url)), "utf8"),
) as { version: string };

const PAGES = ["panel.html"];
const ANY = ["https://*/*", "http://*/*"];

export default defineConfig({
  srcDir: "extension",
  publicDir: "extension/public",
  imports: false,
  manifestVersion: 3,
  outDir: process.env["ALONGSIDE_OUT"] ?? ".output",
  hooks: {
    // The demo inbox is a page of the server's, and not of the extension people install.
    "entrypoints:found": (_wxt, found) => {
      const demo = found.findIndex(({ name }) => name === "demo");
      if (!local && demo >= 0) found.splice(demo, 1);
    },
  },
  vite: () => ({
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { target: "es2022", modulePreload: { polyfill: false } },
  }),
  manifest: ({ browser }) => ({
    name: "__MSG_extensionName__",
    description: "__MSG_extensionDescription__",
    version,
    default_locale: "en",
    permissions: [
      "activeTab",
      "alarms",
      "identity",
      "scripting",
      "storage",
      ...(browser === "firefox" ? [] : ["sidePanel"]),
    ],
    ...(local ? { host_permissions: ["http://localhost/*", "http://127.0.0.1/*"] } : {}),
    optional_host_permissions: ANY,
    action: { default_title: "__MSG_extensionName__" },
    options_ui: { page: "console.html", open_in_tab: true },
    // Without `upgrade-insecure-requests`, which Firefox adds by default: a server may be on this machine.
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'self'" },
    // Any site may be an inbox; the panel shows nothing until a tab's content script speaks to it. A
    // dynamic URL would not load under the host's Cross-Origin-Embedder-Policy.
    web_accessible_resources: [{ resources: PAGES, matches: ANY, use_dynamic_url: false }],
    ...(browser === "firefox"
      ? {
          browser_specific_settings: {
            gecko: {
              id: FIREFOX_ID,
              strict_min_version: "128.0",
              data_collection_permissions: { required: ["none"] },
            },
          },
          sidebar_action: {
            default_panel: "panel.html",
            default_title: "__MSG_extensionName__",
            open_at_install: false,
          },
        }
      : {
          key: CHROMIUM_KEY,
          minimum_chrome_version: "120",
          side_panel: { default_path: "panel.html" },
        }),
  }),
});
