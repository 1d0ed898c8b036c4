import type { Installation } from "../shop/installation.ts";
import { keep, keepSame, Tally } from "../suite.ts";
import type { Answer } from "./call.ts";

/** A write that was acknowledged, and what with. */
export interface Acknowledged {
  procedure: string;
  input: Record<string, unknown>;
  token: string;
  answer: Answer;
}

/** What must be stored after what has been acknowledged, and nothing else. */
export class Model {
  operations = new Map<string, Acknowledged>();
  /** The text of each note; null when it is deleted. */
  notes = new Map<string, string | null>();
  /** Applications and removals by contact and tag. */
  taggings = new Tally();
  /** Rows of the event log by contact and kind. */
  events = new Tally();
  names = new Map<string, string>();
  nameEdits = new Tally();
  /** The contact each host conversation is pinned to. */
  pins = new Map<string, string>();
  /** Texts of messages that were delivered and answered. */
  messages = new Tally();
}

type Rows = Record<string, unknown>[];

const tallied = (rows: Rows): Map<string, number> =>
  new Map(rows.map(({ name, n }) => [String(name), Number(n)]));

const texts = (rows: Rows): Map<string, string | null> =>
  new Map(rows.map(({ name, value }) => [String(name), value === null ? null : String(value)]));

/** @throws {BrokenPromise} when anything acknowledged is missing, or anything is there twice */
export async function compare({ query }: Installation, model: Model): Promise<void> {
  const one = (names: Iterable<string>) => new Map([...names].map((name) => [name, 1]));
  keepSame(
    "operations",
    tallied(
      await query(
        "select id as name, count(*) as n from operation where verb not like 'connections.%' group by id",
      ),
    ),
    one(model.operations.keys()),
  );
  keepSame(
    "notes",
    texts(await query("select id as name, iif(deleted_at is null, text, null) as value from note")),
    model.notes,
  );
  keepSame(
    "taggings",
    tallied(
      await query(`select contact_id || ' ' || t.name || ' ' || action as name, count(*) as n
        from tagging join tag t on t.id = tag_id group by 1`),
    ),
    model.taggings,
  );
  keepSame(
    "counts of tags",
    tallied(
      await query(`select contact_id || ' ' || t.name || ' apply' as name, count as n
        from contact_tag join tag t on t.id = tag_id`),
    ),
    new Map([...model.taggings].filter(([name]) => name.endsWith(" apply"))),
  );
  keepSame(
    "event log",
    tallied(
      await query(`select contact_id || ' ' || replace(kind, 'tag.repeated', 'tag.applied') as name, count(*) as n
        from event where actor_kind = 'member' group by 1`),
    ),
    model.events,
  );
  keepSame(
    "names",
    texts(
      await query(
        "select distinct c.id as name, c.name as value from contact c join contact_value v on v.contact_id = c.id where v.source = 'agent'",
      ),
    ),
    model.names,
  );
  keepSame(
    "values of names",
    tallied(
      await query(
        "select contact_id as name, count(*) as n from contact_value where source = 'agent' group by 1",
      ),
    ),
    model.nameEdits,
  );
  keepSame(
    "pins",
    texts(
      await query("select conversation as name, contact_id as value from inbox_link where method = 'pin'"),
    ),
    model.pins,
  );
  keepSame(
    "messages",
    tallied(await query("select text as name, count(*) as n from message group by text")),
    one(model.messages.keys()),
  );
  await compareSums(query, model);
}

async function compareSums(query: Installation["query"], model: Model): Promise<void> {
  const [sums] = await query(`select
    (select count(*) from audit where outcome = 'done' and verb not like 'connections.%') as audited,
    (select sum(message_count) from conversation) as counted,
    (select count(*) from inbound_event) as arrivals,
    (select count(*) from inbound_event where error is not null) as aside,
    (select count(*) from (select 1 from event where kind = 'conversation.created' group by contact_id having count(*) > 1)) as twice,
    (select count(*) from pragma_foreign_key_check) as broken,
    (select group_concat(integrity_check) from pragma_integrity_check) as integrity`);
  const due = {
    audited: model.operations.size,
    counted: model.messages.size,
    arrivals: model.messages.size,
    aside: 0,
    twice: 0,
    broken: 0,
    integrity: "ok",
  };
  keepSame("sums", new Map(Object.entries(sums ?? {})), new Map<string, unknown>(Object.entries(due)));
}

/** Sends some of it once more: the first answer comes again and nothing changes. */
export async function compareAgain(
  model: Model,
  again: (write: Acknowledged) => Promise<Answer>,
  share: () => boolean,
): Promise<void> {
  for (const write of model.operations.values()) {
    if (!share()) continue;
    const answer = await again(write);
    keep(
      JSON.stringify(answer) === JSON.stringify(write.answer),
      `${write.procedure} answered ${JSON.stringify(answer)} to a repeat, first ${JSON.stringify(write.answer)}`,
    );
  }
}
