import { BACKFILL } from "../domain/connections/backfill-progress.ts";
import { ERASE } from "../domain/conversations/delete.ts";
import { BLOCK_AT_HOST } from "../domain/conversations/set-active.ts";
import { PIXEL_PURGE } from "../domain/pixel/purge.ts";
import { SCRUB } from "../domain/relay/scrub.ts";
import { SWEEP } from "../domain/presence/store.ts";
import { backfillChatwoot } from "./chatwoot-backfill.ts";
import { lookUpChatwootContact } from "./chatwoot-contact.ts";
import { checkChatwoot } from "./chatwoot-check.ts";
import { blockAtChatwoot } from "./chatwoot-block.ts";
import { eraseConversation } from "./conversation-erase.ts";
import { MAIL_JOB } from "../domain/export/mail.ts";
import { BIND_UIDS } from "../domain/orders/remember-uid.ts";
import { CHATWOOT_CHECK } from "../domain/connections/check.ts";
import { CATCH_UP } from "../domain/connections/catch-up.ts";
import { CRM_REPLY } from "../domain/crm/ask.ts";
import { MATCH_MEMBER } from "../domain/shop-members/tell.ts";
import { matchMember } from "./match-member.ts";
import { replyWithPage } from "./crm-reply.ts";
import { REPLAY } from "../domain/webhooks/deliveries.ts";
import { REMOVE } from "../domain/webhooks/remove.ts";
import { TELL } from "../domain/webhooks/item.ts";
import { WORK_OFF } from "../domain/inbound/unknown-account.ts";
import { TEST } from "../domain/connections/test-report.ts";
import { testConnection } from "./connection-test.ts";
import type { JobHandler } from "./job.ts";
import { replayEvents } from "./webhook-replay.ts";
import { workOffKnown } from "./inbound-known.ts";
import { removeEndpoint } from "./webhook-remove.ts";
import { tellEndpoint } from "./webhook-tell.ts";
import { lookUpLineAccount } from "./line-account.ts";
import { lookUpLineProfile } from "./line-profile.ts";
import { ACCOUNT_JOB } from "../domain/connections/add-account.ts";
import { checkMetaAccount } from "./meta-account.ts";
import { lookUpMetaProfile } from "./meta-profile.ts";
import { purgePixelEvents } from "./pixel-purge.ts";
import { sweepPresence } from "./presence-sweep.ts";
import { scrubUnsentMessage } from "./relay-scrub.ts";
import { sendMail } from "./send-mail.ts";
import { PURGE, purgeInbound } from "./purge.ts";
import { bindUids } from "./shop-bind.ts";
import { catchUpShop } from "./shop-catch-up.ts";

export const JOBS: Record<string, JobHandler> = {
  "line.account": lookUpLineAccount,
  "line.profile": lookUpLineProfile,
  [ACCOUNT_JOB]: checkMetaAccount,
  "meta.profile": lookUpMetaProfile,
  "chatwoot.contact": lookUpChatwootContact,
  [BACKFILL]: backfillChatwoot,
  [CHATWOOT_CHECK]: checkChatwoot,
  [BLOCK_AT_HOST]: blockAtChatwoot,
  [ERASE]: eraseConversation,
  [MAIL_JOB]: sendMail,
  [MATCH_MEMBER]: matchMember,
  [CRM_REPLY]: replyWithPage,
  [PURGE]: purgeInbound,
  [BIND_UIDS]: bindUids,
  [CATCH_UP]: catchUpShop,
  [PIXEL_PURGE]: purgePixelEvents,
  [SCRUB]: scrubUnsentMessage,
  [SWEEP]: sweepPresence,
  [TEST]: testConnection,
  [TELL]: tellEndpoint,
  [REPLAY]: replayEvents,
  [REMOVE]: removeEndpoint,
  [WORK_OFF]: workOffKnown,
};
