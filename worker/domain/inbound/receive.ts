import { sql } from "drizzle-orm";
import { type Database, GuardRefusal } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { absorbContact } from "../contacts/absorb.ts";
import { answerAsks } from "../crm/ask.ts";
import { joinNewcomers } from "../customers/by-evidence.ts";
import { storeMessages, unsendMessages } from "../conversations/messages.ts";
import { storeEdits } from "../conversations/edits.ts";
import { storeStatuses } from "../conversations/statuses.ts";
import { keepNotices } from "../connections/notices.ts";
import { forgetPresence, storePresence } from "../presence/inbound.ts";
import { bindMembers, readHolders } from "../bindings/member.ts";
import { storeReactions } from "../conversations/reactions.ts";
import { storeSeen } from "../conversations/seen.ts";
import { linkThreads, setStates } from "../conversations/threads.ts";
import { storeOptins } from "../bindings/optin.ts";
import { recordInbound } from "../events/record-inbound.ts";
import { joinContacts } from "../identity/join.ts";
import { applyProfiles } from "../profile/from-channel.ts";
import { aliasesNow, forgetLostNumbers, keepAliases, renamePeople } from "./aliases.ts";
import type { Delivery } from "./item.ts";
import { planTasks, readJoined, readProfiles, routeAccounts } from "./look-up.ts";
import { createPeople, follow, lookUpPeople, touchPeople } from "./people.ts";
import { keepUnknown, splitUnknown } from "./unknown-account.ts";

const p = sql.placeholder;

/**
 * The batch happens only if what it was planned from still holds: none of the events has been processed
 * meanwhile, nobody else made the contacts, and none of them changed.
 */
const guardPlan = prepare<{ seqs: string; targets: string; looked: string }>(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held, condition_met)
  select 1, 'system', 1, 1,
    not exists (select 1 from json_each(${p("seqs")}) j join inbound_event e on e.seq = j.value
      where e.processed_at is not null)
    and not exists (select 1 from json_each(${p("targets")}) j
      left join contact c on c.id = j.value ->> 'contactId' and c.deleted_at is null
      where c.version is not j.value ->> 'version')
    and not exists (select 1 from json_each(${p("looked")}) j
      left join contact c on c.channel_id = j.value ->> 'channelId' and c.external_id = j.value ->> 'externalId'
        and c.deleted_at is null
      where c.id is not j.value ->> 'contactId' or ${aliasesNow} is not j.value ->> 'aliases')`);

/** What an event said is in its place now; only its name is kept, to know it when it comes again. */
export const finishEvents = prepare<{ seqs: string; now: number }>(sql`
  update inbound_event set processed_at = ${p("now")}, payload = '{}', error = null
  where seq in (select value from json_each(${p("seqs")})) and processed_at is null`);

/** Somebody else was at the same events or contacts: nothing happened, plan again. */
export class PlanOutdated extends Error {}

/**
 * Gives deliveries their effect, in one batch that happens whole or not at all, and marks the events
 * `seqs` they came from as processed. Doing it twice has the effect of doing it once. One for an account
 * nobody has added yet waits for that, with all it says.
 *
 * @param more statements of the same batch
 * @throws {PlanOutdated} when it must be planned again from what is waiting now
 * @throws {AccountDiffers}
 */
export async function receive(
  db: Database,
  now: number,
  all: readonly Delivery[],
  seqs: readonly number[],
  more: readonly Statement[] = [],
): Promise<void> {
  const channels = await routeAccounts(db, now, all);
  const { known: deliveries, unknown } = splitUnknown(all, channels);
  const { tasks, loose, identities, looked, others } = await planTasks(db, now, deliveries, channels);
  const [updates, current, region] = await readProfiles(db, tasks);
  const joined = await readJoined(db, tasks);
  const holders = await readHolders(db, tasks);
  const concerned = [...tasks.map(({ target }) => target), ...others];
  const targets = [...new Map(concerned.map((target) => [target.contactId, target])).values()];
  try {
    await db.write([
      guardPlan({
        seqs: JSON.stringify(seqs),
        targets: JSON.stringify(targets.map(({ contactId, version }) => ({ contactId, version }))),
        looked: JSON.stringify(looked),
      }),
      ...keepUnknown(now, unknown),
      ...identities.absorbed.flatMap(({ from, into }) => absorbContact(now, from, into)),
      ...renamePeople(identities),
      ...createPeople(now, tasks),
      ...keepAliases(identities),
      ...storeMessages(now, tasks),
      ...storeEdits(tasks),
      ...unsendMessages(now, tasks),
      ...storeStatuses(now, tasks, loose),
      ...storeReactions(tasks),
      ...storeSeen(tasks),
      ...storeOptins(now, tasks),
      ...follow(tasks),
      ...linkThreads(now, tasks),
      ...recordInbound(now, tasks),
      ...setStates(tasks),
      ...joinContacts(now, tasks, joined),
      ...applyProfiles(now, updates, current, region),
      ...forgetLostNumbers(now, identities),
      ...joinNewcomers(now, tasks),
      ...touchPeople(now, tasks),
      ...storePresence(now, tasks),
      ...bindMembers(now, tasks, holders),
      ...lookUpPeople(now, tasks),
      ...keepNotices(now, deliveries),
      ...answerAsks(now, tasks),
      finishEvents({ seqs: JSON.stringify(seqs), now }),
      ...forgetPresence(deliveries),
      ...more,
    ]);
  } catch (error) {
    if (error instanceof GuardRefusal)
      throw new PlanOutdated("planned from an older state", { cause: error });
    throw error;
  }
}
