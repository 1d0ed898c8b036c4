import { render } from "preact";
import { browser } from "wxt/browser";
import { loadSites } from "../../lib/sites.ts";
import { SetUp } from "./SetUp.tsx";
import "../../ui/tokens.css";
import "../../ui/base.css";
import "./setup.css";

const asked = new URLSearchParams(location.hash.slice(1));
document.documentElement.lang = browser.i18n.getUILanguage();

const root = document.getElementById("root");
if (root)
  render(
    <SetUp
      origin={asked.get("origin") ?? ""}
      account={asked.get("account") ?? ""}
      sites={await loadSites()}
    />,
    root,
  );
