import { addChatwoot } from "../domain/connections/add-chatwoot.ts";
import { addAccount } from "../domain/connections/add-account.ts";
import { addMeta } from "../domain/connections/add-meta.ts";
import { addPixel } from "../domain/connections/add-pixel.ts";
import { addLine } from "../domain/connections/add-line.ts";
import { addWebsite } from "../domain/connections/add-website.ts";
import { addWhatsapp } from "../domain/connections/add-whatsapp.ts";
import { addShop } from "../domain/connections/add-shop.ts";
import { backfillProgress } from "../domain/connections/backfill-progress.ts";
import { listConnections } from "../domain/connections/list.ts";
import { removeConnection } from "../domain/connections/remove.ts";
import { shareInbox } from "../domain/connections/share-inbox.ts";
import { setRelay } from "../domain/relay/set.ts";
import { startTest } from "../domain/connections/start-test.ts";
import { testReport } from "../domain/connections/test-report.ts";
import { startBackfill } from "../domain/connections/start-backfill.ts";
import { updateConnection } from "../domain/connections/update.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const connections = router({
  list: queryOf(listConnections),
  addLine: mutationOf(addLine),
  addChatwoot: mutationOf(addChatwoot),
  addMeta: mutationOf(addMeta),
  addAccount: mutationOf(addAccount),
  addWhatsapp: mutationOf(addWhatsapp),
  addWebsite: mutationOf(addWebsite),
  addPixel: mutationOf(addPixel),
  addShop: mutationOf(addShop),
  update: mutationOf(updateConnection),
  remove: mutationOf(removeConnection),
  shareInbox: mutationOf(shareInbox),
  setRelay: mutationOf(setRelay),
  startBackfill: mutationOf(startBackfill),
  backfillProgress: queryOf(backfillProgress),
  startTest: mutationOf(startTest),
  testReport: queryOf(testReport),
});
