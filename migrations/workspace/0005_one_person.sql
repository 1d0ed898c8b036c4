-- Joining contacts into one customer by hand, by binding and by suggestion.

-- The customer a contact has while nothing joins it to others; null: the one it has, as it never moved.
alter table contact add column home_customer_id text;
update contact set home_customer_id = (
    select previous_customer_id from identity_record
    where contact_id = contact.id and previous_customer_id is not null order by at, id limit 1)
  where id in (select contact_id from identity_record where previous_customer_id <> customer_id);
create index contact_by_home on contact (home_customer_id) where home_customer_id is not null;

-- A join ties `contact_id` to this contact. Null: it ties nothing, such as evidence of what was one already.
alter table identity_record add column with_contact_id text references contact(id) on delete set null;
-- In which order records were made.
alter table identity_record add column place integer not null default 0;
alter table identity_record add column reason text;
-- The record that undid it; a join is in force until then.
alter table identity_record add column ended_by text;
update identity_record set with_contact_id = (
    select id from contact where customer_id = identity_record.customer_id and id <> identity_record.contact_id
    order by seq limit 1)
  where action = 'join' and previous_customer_id <> customer_id;
create index identity_record_with on identity_record (with_contact_id) where with_contact_id is not null;
create index identity_record_place on identity_record (place);

-- Contacts that a member said are not one person, both ways round. No evidence joins them by itself any more.
create table told_apart (
  contact_id text not null references contact(id) on delete cascade,
  other_id text not null references contact(id) on delete cascade,
  how text not null check (how in ('parted','dismissed')),
  author_id text,
  at integer not null,
  primary key (contact_id, other_id)
) strict, without rowid;
create index told_apart_other on told_apart (other_id);
