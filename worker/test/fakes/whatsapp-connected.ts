import { expect } from "vitest";
import { bsuid, connectWhatsapp, postWhatsapp, waId } from "./whatsapp.ts";
import { rowsOf, work } from "../work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../workspace.ts";

export type Json = Record<string, unknown>;
export const ANNA = { id: bsuid(1), number: waId(1) };
/** The time of the tests as WhatsApp writes it. */
export const seconds = String(TEST_NOW / 1000);

/** A workspace with a number, and what delivers changes to it and has them worked off. */
export async function connected(createWorkspace = createTestWorkspace) {
  const shop = await createWorkspace();
  const connectionId = await connectWhatsapp(shop);
  const deliver = async (...changes: Json[]) => {
    expect((await postWhatsapp(shop, connectionId, ...changes)).status).toBe(200);
    await work(shop);
    expect(shop.reported).toEqual([]);
  };
  return { shop, connectionId, deliver };
}

/** How many rows a table has. */
export const count = async (shop: TestWorkspace, table: string) =>
  Number((await rowsOf(shop, `select count(*) as n from ${table}`))[0]?.["n"]);
