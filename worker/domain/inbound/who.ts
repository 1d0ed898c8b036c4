import { holderAt } from "./holder.ts";
import type { Person } from "./item.ts";
import { type Address, addressKey, newTarget, type Target } from "./plan.ts";

/** An id a person has or had beside the one their contact is stored under. */
export interface Alias extends Address {
  contactId: string;
  /** UTC ms: seen as theirs from then on. */
  since: number;
  /** UTC ms: given up then; null when nobody told. */
  until: number | null;
}

/** One contact of a channel as the plan sees it. */
interface Holder {
  target: Target;
  /** Its id from this batch on. */
  externalId: string;
  /** When the person was first heard of, UTC ms. */
  firstAt: number;
}

/** What the batch does about who is who. */
export interface Identities {
  /** A contact that proved to be another one, and goes into it. */
  absorbed: { from: Target; into: Target }[];
  /** Contacts that go by another id from now on. */
  renamed: { contactId: string; externalId: string }[];
  aliases: Alias[];
  /** Numbers that turned out to be another person's by now; a contact's own row may still say them. */
  lostNumbers: { contactId: string; number: string; at: number }[];
}

/** A number is not given to somebody else within so short a time, ms. */
const SOON = 86_400_000;

/** Whether their number is all that is known of them. */
const isByNumber = ({ externalId, number }: Person): boolean => externalId === number;

/**
 * Who is who among the people a chunk of deliveries speaks of. An id that lasts is one person's for good; a
 * number is a person's for a time. Two contacts become one only where the channel says that they are one
 * person; a number alone never makes one of two people with ids that last.
 */
export function whoIsWho(
  now: number,
  known: readonly (Target & { firstAt: number | null })[],
  stored: readonly Alias[],
) {
  const holders = new Map<string, Holder>();
  const byId = new Map<string, Holder>();
  for (const { firstAt, ...target } of known) {
    const holder = { target, externalId: target.externalId, firstAt: firstAt ?? now };
    holders.set(target.contactId, holder);
    byId.set(addressKey(target), holder);
  }
  const aliases = new Map<string, Alias[]>();
  for (const alias of stored) keep({ ...alias });
  const changed = new Set<Alias>();
  const renamed = new Set<Holder>();
  const absorbed: Identities["absorbed"] = [];

  function keep(alias: Alias): Alias {
    const key = addressKey(alias);
    aliases.set(key, [...(aliases.get(key) ?? []), alias]);
    return alias;
  }

  /** Whose an id is, or was at that time. */
  function find(channelId: string, externalId: string, at: number): Holder | null {
    const key = addressKey({ channelId, externalId });
    const all = (aliases.get(key) ?? []).filter(({ contactId }) => holders.has(contactId));
    const contactId = holderAt(all, byId.get(key)?.target.contactId ?? null, at);
    return contactId === null ? null : (holders.get(contactId) ?? null);
  }

  function make(channelId: string, externalId: string, at: number): Holder {
    const holder = { target: newTarget(now, { channelId, externalId }), externalId, firstAt: at };
    holders.set(holder.target.contactId, holder);
    byId.set(addressKey({ channelId, externalId }), holder);
    return holder;
  }

  /** The id is theirs since then. */
  function addAlias({ target }: Holder, externalId: string, since: number): void {
    const { channelId, contactId } = target;
    const key = addressKey({ channelId, externalId });
    const there = (aliases.get(key) ?? []).find((alias) => alias.contactId === contactId);
    if (there && there.since <= since && (there.until === null || since < there.until)) return;
    const alias = there ?? keep({ channelId, externalId, contactId, since, until: null });
    alias.since = Math.min(alias.since, since);
    if (alias.until !== null && since >= alias.until) alias.until = null;
    changed.add(alias);
  }

  /** The number was theirs until then. */
  function endAlias(holder: Holder, externalId: string, until: number): void {
    const { channelId, contactId } = holder.target;
    const of = (aliases.get(addressKey({ channelId, externalId })) ?? []).find(
      (alias) => alias.contactId === contactId,
    );
    const alias = of ?? keep({ channelId, externalId, contactId, since: until, until });
    alias.until = until;
    changed.add(alias);
  }

  /** The contact goes by another id; the one before stays an alias, of a number until `until`. */
  function goBy(holder: Holder, externalId: string, at: number, until: number | null): void {
    const before = holder.externalId;
    if (before === externalId) return;
    const { channelId } = holder.target;
    byId.delete(addressKey({ channelId, externalId: before }));
    holder.externalId = externalId;
    byId.set(addressKey({ channelId, externalId }), holder);
    if (holder.target.version === null) holder.target.externalId = externalId;
    else renamed.add(holder);
    if (until === null) addAlias(holder, before, Math.min(at, holder.firstAt));
    else endAlias(holder, before, until);
  }

  /** Two contacts were one person all along: the one heard of first goes on, under `externalId`. */
  function unite(a: Holder, b: Holder, externalId: string): Holder {
    const isFirst = (x: Holder, y: Holder) =>
      Number(x.target.version === null) - Number(y.target.version === null) ||
      x.firstAt - y.firstAt ||
      (x.target.contactId < y.target.contactId ? -1 : 1);
    const [stays, goes] = isFirst(a, b) <= 0 ? [a, b] : [b, a];
    const { channelId, contactId } = goes.target;
    byId.delete(addressKey({ channelId, externalId: goes.externalId }));
    renamed.delete(goes);
    holders.delete(contactId);
    if (goes.target.version !== null) absorbed.push({ from: goes.target, into: stays.target });
    for (const alias of [...aliases.values()].flat().filter((one) => one.contactId === contactId)) {
      changed.delete(alias);
      if (alias.externalId === stays.externalId) continue;
      if (alias.until === null) addAlias(stays, alias.externalId, alias.since);
      else endAlias(stays, alias.externalId, alias.until);
    }
    stays.firstAt = Math.min(stays.firstAt, goes.firstAt);
    const given = goes.externalId;
    if (stays.externalId !== externalId) goBy(stays, externalId, stays.firstAt, null);
    if (given !== externalId) addAlias(stays, given, goes.firstAt);
    return stays;
  }

  const isNumberOnly = (holder: Holder, number: string): boolean => holder.externalId === number;

  /** The channel says in one breath who somebody is and what their number is. */
  function observe(channelId: string, { externalId, number }: Person, at: number): void {
    if (number === undefined || externalId === number) return;
    const known = find(channelId, externalId, at);
    const before = find(channelId, number, at);
    if (before && before !== known && isNumberOnly(before, number)) {
      if (known) addAlias(unite(known, before, known.externalId), number, at);
      else {
        goBy(before, externalId, at, null);
        addAlias(before, number, at);
      }
      return;
    }
    const holder = known ?? make(channelId, externalId, at);
    addAlias(holder, number, at);
  }

  function findPerson(channelId: string, { externalId, number }: Person, at: number): Holder | null {
    return (
      find(channelId, externalId, at) ??
      (number !== undefined && number !== externalId ? find(channelId, number, at) : null)
    );
  }

  /** The channel says that a person goes by other ids from now on. */
  function rename(channelId: string, from: Person, to: Person, at: number): void {
    const before = findPerson(channelId, from, at - 1);
    const change = { channelId, before, from, to, at };
    const holder = isByNumber(to) ? changeNumber(change) : changeId(change);
    if (!isByNumber(from) && from.externalId !== holder.externalId) addAlias(holder, from.externalId, at);
    if (from.number !== undefined && from.number !== to.number) endAlias(holder, from.number, at);
    if (to.number !== undefined && to.number !== holder.externalId) addAlias(holder, to.number, at);
  }

  interface Change {
    channelId: string;
    before: Holder | null;
    from: Person;
    to: Person;
    at: number;
  }

  /** Whose a number is; not of somebody who had it for longer, and so is another person. */
  const findNew = (channelId: string, number: string, at: number): Holder | null => {
    const holder = find(channelId, number, at);
    return holder && holder.firstAt >= at - SOON ? holder : null;
  };

  function changeId({ channelId, before, from, to, at }: Change): Holder {
    const { externalId, number } = to;
    const after =
      find(channelId, externalId, at) ?? (number === undefined ? null : findNew(channelId, number, at));
    const current = !after || after.externalId === number ? externalId : after.externalId;
    if (before && after && after !== before) return unite(before, after, current);
    const holder = before ?? after;
    if (!holder) return make(channelId, externalId, at);
    const isCurrent = isByNumber(from) || [from.externalId, from.number].includes(holder.externalId);
    if (after) goBy(after, current, at, null);
    else if (isCurrent) goBy(holder, externalId, at, holder.externalId === from.number ? at : null);
    else addAlias(holder, externalId, at);
    return holder;
  }

  function changeNumber({ channelId, before, from, to: { externalId: number }, at }: Change): Holder {
    const after = findNew(channelId, number, at);
    const other = find(channelId, number, at);
    if (!after && other && other !== before) {
      if (isNumberOnly(other, number)) goBy(other, `${number}~${at}`, at, at);
      else endAlias(other, number, at);
    }
    if (before && after && after !== before) {
      const lasting = !isNumberOnly(after, number) || before.externalId === from.number ? after : before;
      return unite(before, after, lasting.externalId);
    }
    const holder = before ?? after;
    if (!holder) return make(channelId, number, at);
    if (!after && holder.externalId === from.number) goBy(holder, number, at, at);
    return holder;
  }

  /** Numbers of this batch that are another person's by now, or nobody's we know. */
  function lostNumbers(): Identities["lostNumbers"] {
    const keys = new Set([...changed].map(addressKey));
    return [...keys].flatMap((key) => {
      const all = (aliases.get(key) ?? []).filter(({ contactId }) => holders.has(contactId));
      const open = all.filter(({ until }) => until === null).sort((a, b) => a.since - b.since);
      return all.flatMap(({ contactId, externalId: number, until }) => {
        const next = open[open.findIndex((alias) => alias.contactId === contactId) + 1];
        const at = until ?? next?.since;
        return at === undefined ? [] : [{ contactId, number, at }];
      });
    });
  }

  return {
    observe,
    rename,
    /** null for somebody unknown, unless they are to be made. */
    resolve(channelId: string, person: Person, at: number, makes: boolean): Target | null {
      const holder = findPerson(channelId, person, at);
      if (holder) return holder.target;
      return makes ? make(channelId, person.externalId, at).target : null;
    },
    changes: (): Identities => ({
      absorbed,
      renamed: [...renamed].map(({ target: { contactId }, externalId }) => ({ contactId, externalId })),
      aliases: [...changed].filter(({ contactId }) => holders.has(contactId)),
      lostNumbers: lostNumbers(),
    }),
  };
}
