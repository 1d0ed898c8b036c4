import { fileURLToPath } from "node:url";
import { ROLES } from "../../shared/permissions.ts";
import { DEMO } from "./first-run.ts";
import type { NodeServer } from "./node-server.ts";

const folderOf = (browser: string) =>
  fileURLToPath(new URL(`../../.output/local/${browser}-mv3`, import.meta.url));

/** What whoever started the server reads: where everything is and how to get in. */
export async function greeting({ publicUrl, folder, demo }: NodeServer): Promise<string> {
  const lines = [
    "",
    "Alongside is running.",
    "",
    `  Console     ${publicUrl}/console${demo ? `?workspace=${DEMO}` : ""}`,
    ...(demo ? [`  Demo inbox  ${demo.url}`] : []),
    `  Data        ${folder.path}`,
  ];
  if (demo?.access) {
    const { members, workspace } = demo.access;
    const width = Math.max(...ROLES.map((role) => members[role].email.length));
    lines.push(
      "",
      `Sign in to workspace "${workspace}" as`,
      ...ROLES.map((role) => `  ${members[role].email.padEnd(width)}  ${members[role].password}`),
    );
  }
  if (demo) {
    const { lineCurl } = await import("../demo/line-curl.ts");
    const { LINE_DEMO } = await import("../demo/shop.ts");
    lines.push(
      "",
      "The extension, built for this machine",
      `  Chrome   ${folderOf("chrome")}`,
      "           chrome://extensions, Developer mode on, Load unpacked, choose that folder",
      `  Firefox  ${folderOf("firefox")}`,
      "           about:debugging#/runtime/this-firefox, Load Temporary Add-on, choose its manifest.json",
      "",
      "A signed LINE message",
      lineCurl(publicUrl, DEMO, LINE_DEMO.newcomer, "請問週末有營業嗎？").replace(/^/gm, "  "),
    );
  }
  return `${lines.join("\n")}\n`;
}
