import { sql } from "drizzle-orm";
import { asRegion, parsePhone, possiblePhones } from "../../../shared/phone.ts";
import { type Candidate, ContactFind } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { masked } from "../masking/mask.ts";
import { readVerb } from "../verb.ts";
import { type CandidateRow, candidatesOf } from "./candidate.ts";
import { byEmail, byId, byName, byPhone, NO_NAME } from "./look-up.ts";
import { nameMatches, nameQuery } from "./name-terms.ts";

const FOUND = 20;

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);
const selectByPhone = prepare<{ phones: string }, { item: string }>(byPhone);
const selectByEmail = prepare<{ email: string }, { item: string }>(byEmail);
const selectById = prepare<{ text: string }, { item: string }>(byId);
const selectByName = prepare<{ match: string }, { item: string }>(byName);

/**
 * Finds the customer a member means: by the whole phone number in any spelling, the whole email, the
 * whole id in the channel, member number or id of ours, or any part of the name. Whole values stand
 * first, then names; within each the newest contact first. It suggests and never links.
 */
export const findContact = readVerb({
  name: "contacts.find",
  permission: "contact:find",
  input: ContactFind,
  async run(ctx, { text }): Promise<Candidate[]> {
    const { rows } = await read(ctx, [
      selectRegion({}),
      // A phone the channel gave in a spelling nobody can parse is found by that spelling.
      selectByPhone({ phones: JSON.stringify([text, ...possiblePhones(text)]) }),
      selectByEmail({ email: text.toLowerCase() }),
      selectById({ text }),
      selectByName({ match: nameQuery(text) ?? NO_NAME }),
    ]);
    const [[setting], ...found] = rows;
    const [phones, emails, ids, names] = found.map((items) =>
      items.map(({ item }) => JSON.parse(item) as CandidateRow),
    ) as [CandidateRow[], CandidateRow[], CandidateRow[], CandidateRow[]];
    const region = asRegion(JSON.parse(setting?.region ?? "null"));
    const number = parsePhone(text, region);
    const whole = [...phones.filter(({ phone }) => phone === number || phone === text), ...emails, ...ids];
    // Some people's name is their number: who may not see it must not find it piece by piece.
    const named = names.filter((row) => nameMatches(masked(row, ctx.policy).name ?? "", text));
    return candidatesOf([{ reason: "found", rows: [...whole, ...named] }], region, FOUND);
  },
});
