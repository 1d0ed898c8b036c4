-- Finding a customer by any part of what is known of them.

-- Every contact's texts in pieces: rowid is contact.seq. Rows are added to and never replaced, so a piece may
-- outlive its text; what is found is compared with `search_text`. See worker/domain/search/.
create virtual table contact_search using fts5 (
  terms, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- A text a contact is found by, folded. `gone`: it is not any longer, but its pieces are still in the index;
-- its `ref` is the kind and the ref it had.
create table search_text (
  seq integer not null,
  kind text not null check (kind in ('id','channel','name','email','phone','member','note','tag','gone')),
  -- note.id, tag.id
  ref text not null default '',
  text text not null,
  primary key (seq, kind, ref)
) strict, without rowid;

-- Texts that have changed and are to be taken in. Who takes one in removes it in the same batch.
create table search_due (
  seq integer not null,
  -- As in search_text; `erased`: the contact is no more.
  kind text not null,
  ref text not null default '',
  -- Another number for every change.
  change integer not null,
  primary key (seq, kind, ref)
) strict, without rowid;

-- While it stands: contacts below `below` are not in the index yet.
create table search_backfill (
  id integer primary key check (id = 1),
  below integer not null
) strict;
insert into search_backfill (id, below)
  select 1, newest + 1 from (select max(seq) as newest from contact) where newest is not null;

-- Searches by a role that sees masked values which found nobody.
create table search_miss (
  member_id text primary key references member(id) on delete cascade,
  misses integer not null,
  resets_at integer not null
) strict, without rowid;

create trigger search_contact_new after insert on contact begin
  insert into search_due (seq, kind, change) select new.seq, j.kind, random() & 4503599627370495 from (
    select 'id' as kind union all select 'channel'
    union all select 'name' where new.name is not null
    union all select 'email' where new.email is not null
    union all select 'phone' where new.phone is not null
    union all select 'member' where new.member_no is not null) j where true on conflict do update set change = excluded.change;
end;
create trigger search_contact_channel after update of external_id on contact when new.external_id is not old.external_id begin
  insert or replace into search_due (seq, kind, ref, change) select new.seq, 'channel', '', random() & 4503599627370495;
end;
create trigger search_contact_name after update of name on contact when new.name is not old.name begin
  insert or replace into search_due (seq, kind, ref, change) select new.seq, 'name', '', random() & 4503599627370495;
end;
create trigger search_contact_email after update of email on contact when new.email is not old.email begin
  insert or replace into search_due (seq, kind, ref, change) select new.seq, 'email', '', random() & 4503599627370495;
end;
create trigger search_contact_phone after update of phone on contact when new.phone is not old.phone begin
  insert or replace into search_due (seq, kind, ref, change) select new.seq, 'phone', '', random() & 4503599627370495;
end;
create trigger search_contact_member after update of member_no on contact when new.member_no is not old.member_no begin
  insert or replace into search_due (seq, kind, ref, change) select new.seq, 'member', '', random() & 4503599627370495;
end;
create trigger search_contact_erased after delete on contact begin
  insert or replace into search_due (seq, kind, ref, change) select old.seq, 'erased', '', random() & 4503599627370495;
end;
create trigger search_note_new after insert on note begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'note', new.id, random() & 4503599627370495 from contact c where c.id = new.contact_id;
end;
create trigger search_note_changed after update of text, deleted_at on note begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'note', new.id, random() & 4503599627370495 from contact c where c.id = new.contact_id;
end;
create trigger search_note_moved after update of contact_id on note when new.contact_id <> old.contact_id begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'note', new.id, random() & 4503599627370495 from contact c where c.id in (old.contact_id, new.contact_id);
end;
create trigger search_note_erased after delete on note begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'note', old.id, random() & 4503599627370495 from contact c where c.id = old.contact_id;
end;
create trigger search_tag_new after insert on contact_tag begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'tag', new.tag_id, random() & 4503599627370495 from contact c where c.id = new.contact_id;
end;
create trigger search_tag_changed after update of present on contact_tag when new.present <> old.present begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'tag', new.tag_id, random() & 4503599627370495 from contact c where c.id = new.contact_id;
end;
create trigger search_tag_moved after update of contact_id on contact_tag when new.contact_id <> old.contact_id begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'tag', new.tag_id, random() & 4503599627370495 from contact c where c.id in (old.contact_id, new.contact_id);
end;
create trigger search_tag_gone after delete on contact_tag begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'tag', old.tag_id, random() & 4503599627370495 from contact c where c.id = old.contact_id;
end;
create trigger search_tag_renamed after update of name on tag when new.name <> old.name begin
  insert or replace into search_due (seq, kind, ref, change) select c.seq, 'tag', new.id, random() & 4503599627370495 from contact_tag ct join contact c on c.id = ct.contact_id where ct.tag_id = new.id and ct.present = 1;
end;
