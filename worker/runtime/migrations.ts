import { readdir, readFile } from "node:fs/promises";
import type { Migration } from "../db/migrate.ts";

/** The migrations as files beside the code; Workers have none and only check the schema's version. */
export async function readMigrations(which: "workspace" | "directory"): Promise<Migration[]> {
  const folder = new URL(`../../migrations/${which}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number.parseInt(name, 10),
      name: name.replace(/\.sql$/, ""),
      sql: await readFile(new URL(name, folder), "utf8"),
    })),
  );
}
