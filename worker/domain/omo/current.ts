import { type SQL, sql } from "drizzle-orm";
import { OMO_CHANNELS } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { moduleOn } from "../guards.ts";

/** SQL list of the channels whose contacts can be bound. */
export const omoChannels: SQL = sql.raw(`(${OMO_CHANNELS.map((kind) => `'${kind}'`).join(", ")})`);

const item = sql`json_object(
  'id', o.id, 'memberId', o.member_id, 'memberName', om.name,
  'memberDisabled', json(case om.state when 'disabled' then 'true' else 'false' end),
  'branchId', o.branch_id, 'branchName', ob.name, 'boundAt', o.bound_at, 'boundByName', ow.name)`;

const bound = sql`omo_binding o join member om on om.id = o.member_id left join branch ob on ob.id = o.branch_id
  left join member ow on ow.id = o.bound_by`;

/** The OmoBinding of a contact as JSON; null without one, in other channels and with the module off. */
export const omoOf = (contactId: SQL, channelKind: SQL): SQL => sql`
  (select ${item} from ${bound} where o.contact_id = ${contactId} and o.unbound_at is null
    and ${channelKind} in ${omoChannels} and ${moduleOn("omo")})`;

/** Grows when who is bound is renamed or disabled, or the branch is. */
export const omoContextOf = (contactId: SQL): SQL => sql`
  coalesce((select om.updated_at + coalesce(ob.updated_at, 0) from ${bound}
    where o.contact_id = ${contactId} and o.unbound_at is null), 0)`;

/** A binding by its id, while it lasts. */
export const bindingResult = prepare<{ bindingId: string }, { result: string }>(sql`
  select ${item} as result from ${bound} where o.id = ${sql.placeholder("bindingId")}`);
