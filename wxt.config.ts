import { defineConfig } from "wxt";

export default defineConfig({
  srcDir: "extension",
  imports: false,
  outDir: ".output",
  vite: () => ({
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { target: "es2022", modulePreload: { polyfill: false } },
  }),
  manifest: ({ browser }) => ({
    name: "__MSG_extensionName__",
    description: "__MSG_extensionDescription__",
    default_locale: "en",
    minimum_chrome_version: "120",
    permissions: ["storage", "identity", "scripting", ...(browser === "firefox" ? [] : ["sidePanel"])],
    optional_host_permissions: ["https://*/*", "http://*/*"],
    action: {},
    web_accessible_resources: [
      { resources: ["panel.html"], matches: ["https://*/*", "http://*/*"], use_dynamic_url: false },
    ],
    ...(browser === "firefox"
      ? { browser_specific_settings: { gecko: { id: "panel@alongside.app", strict_min_version: "128.0" } } }
      : {}),
  }),
});
