import type { ConnectionKind } from "../../shared/channels.ts";
import type { TestStep } from "../../shared/schemas/connections.ts";
import { probeChatwoot } from "../channels/chatwoot/probe.ts";
import { probeLine } from "../channels/line/probe.ts";
import { probeMeta } from "../channels/meta/probe.ts";
import type { Probe } from "../channels/probe.ts";
import { probeWebsite } from "../channels/website/probe.ts";
import { probeWhatsapp } from "../channels/whatsapp/probe.ts";
import { selectAccounts } from "../domain/connections/account.ts";
import { findConnection } from "../domain/connections/find.ts";
import { webhookPath } from "../domain/connections/webhook-path.ts";
import { probeShop } from "../shops/probe.ts";
import { type JobHandler, JobFailed } from "./job.ts";

const PROBES: Partial<Record<ConnectionKind, Probe>> = {
  line: probeLine,
  meta: probeMeta,
  whatsapp: probeWhatsapp,
  chatwoot: probeChatwoot,
  website: probeWebsite,
  shopify: probeShop("shopify"),
  woocommerce: probeShop("woocommerce"),
  cyberbiz: probeShop("cyberbiz"),
  shopline: probeShop("shopline"),
};

/** Asks a connection's provider whether everything is set up; each answer shows as soon as it is there. */
export const testConnection: JobHandler = async ({ db, deps, slug, job, save }) => {
  const connectionId = String(job.payload["connectionId"]);
  const connection = await findConnection(db, deps.sealer, connectionId);
  const probe = connection && PROBES[connection.kind];
  if (!probe) throw new JobFailed("connection_removed");
  const statement = selectAccounts({ connectionId });
  const [result] = await db.read([statement]);
  const place = {
    webhookUrl: `${deps.publicUrl}/w/${slug}/${webhookPath(connection.kind, connectionId)}`,
    now: deps.now(),
    accounts: result ? statement.decode(result) : [],
  };
  const steps: TestStep[] = [];
  await save(job.payload, { steps });
  for await (const step of probe(connection, place)) {
    steps.push(step);
    await save(job.payload, { steps });
  }
  return { done: true };
};
