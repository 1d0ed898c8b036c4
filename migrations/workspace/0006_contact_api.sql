-- Other systems: repeated calls, what changed, and what they are told.

-- From then on it may be forgotten; null: kept for good.
alter table operation add column kept_until integer;
create index operation_kept_until on operation (kept_until) where kept_until is not null;

-- What changed, in the order of the commits -------------------------------------------------------

-- One row for each, with a new `seq` at every change: whoever reads on from the last one they saw misses
-- nothing, whatever commits meanwhile and whatever the clocks say. Kept by triggers, so that no way of
-- changing can forget it.

create table contact_change (
  seq integer primary key autoincrement,
  id text not null unique,
  at integer not null
) strict;
create index contact_change_at on contact_change (at);

create table customer_change (
  seq integer primary key autoincrement,
  id text not null unique,
  at integer not null
) strict;
create index customer_change_at on customer_change (at);

create table order_change (
  seq integer primary key autoincrement,
  id text not null unique,
  at integer not null
) strict;
create index order_change_at on order_change (at);

create table cart_change (
  seq integer primary key autoincrement,
  id text not null unique,
  at integer not null
) strict;
create index cart_change_at on cart_change (at);

create table shop_member_change (
  seq integer primary key autoincrement,
  id text not null unique,
  at integer not null
) strict;
create index shop_member_change_at on shop_member_change (at);

insert into contact_change (id, at) select id, updated_at from contact order by updated_at, seq;
insert into customer_change (id, at)
  select customer_id, max(updated_at) from contact group by customer_id order by 2;
insert into order_change (id, at) select id, updated_at from shop_order order by updated_at, id;
insert into cart_change (id, at) select id, updated_at from cart order by updated_at, id;
insert into shop_member_change (id, at) select member_no, updated_at from shop_member order by updated_at, member_no;

create trigger contact_made after insert on contact begin
  insert into contact_change (id, at) values (new.id, new.updated_at);
  delete from customer_change where id = new.customer_id;
  insert into customer_change (id, at) values (new.customer_id, new.updated_at);
end;

create trigger contact_changed after update of version, deleted_at on contact begin
  delete from contact_change where id = new.id;
  insert into contact_change (id, at) values (new.id, new.updated_at);
  delete from customer_change where id = new.customer_id;
  insert into customer_change (id, at) values (new.customer_id, new.updated_at);
end;

create trigger contact_moved after update of customer_id on contact when old.customer_id <> new.customer_id begin
  delete from customer_change where id in (old.customer_id, new.customer_id);
  insert into customer_change (id, at) values (old.customer_id, new.updated_at), (new.customer_id, new.updated_at);
end;

create trigger contact_erased after delete on contact begin
  delete from contact_change where id = old.id;
  delete from customer_change where id = old.customer_id
    and not exists (select 1 from contact where customer_id = old.customer_id);
end;

create trigger shop_order_made after insert on shop_order begin
  insert into order_change (id, at) values (new.id, new.updated_at);
end;
create trigger shop_order_changed after update on shop_order begin
  delete from order_change where id = new.id;
  insert into order_change (id, at) values (new.id, new.updated_at);
end;
create trigger shop_order_erased after delete on shop_order begin
  delete from order_change where id = old.id;
end;

create trigger cart_made after insert on cart begin
  insert into cart_change (id, at) values (new.id, new.updated_at);
end;
create trigger cart_changed after update on cart begin
  delete from cart_change where id = new.id;
  insert into cart_change (id, at) values (new.id, new.updated_at);
end;
create trigger cart_erased after delete on cart begin
  delete from cart_change where id = old.id;
end;

create trigger shop_member_made after insert on shop_member begin
  insert into shop_member_change (id, at) values (new.member_no, new.updated_at);
end;
create trigger shop_member_changed after update on shop_member begin
  delete from shop_member_change where id = new.member_no;
  insert into shop_member_change (id, at) values (new.member_no, new.updated_at);
end;
create trigger shop_member_erased after delete on shop_member begin
  delete from shop_member_change where id = old.member_no;
end;

-- What others are told -----------------------------------------------------------------------------

create table webhook_endpoint (
  id text primary key,
  name text not null,
  url text not null,
  -- Types of events it is told of, JSON; empty: of all.
  types text not null default '[]' check (json_valid(types)),
  -- Sealed with a key that is not in the database.
  sealed_secret text not null,
  -- After a rotation both sign, until then.
  previous_sealed_secret text,
  previous_until integer,
  state text not null default 'active' check (state in ('active','disabled')),
  -- `failing`: nothing arrived for days. `by_hand`.
  state_reason text,
  -- Since when nothing has arrived.
  failing_since integer,
  created_by text,
  created_at integer not null,
  updated_at integer not null
) strict;

-- What happened, by ids only: whoever is told asks for the rest, as long as it may be known.
create table webhook_event (
  seq integer primary key autoincrement,
  id text not null unique,
  type text not null,
  contact_id text,
  data text not null check (json_valid(data)),
  at integer not null
) strict;
create index webhook_event_at on webhook_event (at);
create index webhook_event_of_contact on webhook_event (contact_id) where contact_id is not null;

create table webhook_delivery (
  endpoint_id text not null references webhook_endpoint(id) on delete cascade,
  event_seq integer not null references webhook_event(seq) on delete cascade,
  state text not null check (state in ('waiting','delivered','failed')),
  attempts integer not null default 0,
  next_at integer not null,
  last_at integer,
  -- What the endpoint answered; 0: nothing.
  last_status integer,
  last_error text,
  primary key (endpoint_id, event_seq)
) strict, without rowid;
create index webhook_delivery_due on webhook_delivery (endpoint_id, next_at) where state = 'waiting';
create index webhook_delivery_by_event on webhook_delivery (event_seq);

create trigger webhook_event_made after insert on webhook_event begin
  insert into webhook_delivery (endpoint_id, event_seq, state, next_at)
    select e.id, new.seq, 'waiting', new.at from webhook_endpoint e
    where e.state = 'active' and (e.types = '[]' or exists (select 1 from json_each(e.types) where value = new.type));
  update job set run_at = min(run_at, new.at)
    where key in (select 'webhook/' || id from webhook_endpoint) and state in ('waiting','running');
end;

create trigger contact_made_told after insert on contact
when exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    values ('evt_' || lower(hex(randomblob(16))), 'contact.created', new.id,
      json_object('contact_id', new.id, 'customer_id', new.customer_id, 'channel_id', new.channel_id), new.updated_at);
end;

create trigger contact_profile_told after update of name, email, phone, member_no on contact
when new.deleted_at is null
  and (old.name, old.email, old.phone, old.member_no) is not (new.name, new.email, new.phone, new.member_no)
  and exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    values ('evt_' || lower(hex(randomblob(16))), 'contact.updated', new.id,
      json_object('contact_id', new.id, 'customer_id', new.customer_id,
        'changed', (select json_group_array(value) from json_each(json_array(
          case when old.name is not new.name then 'name' end, case when old.email is not new.email then 'email' end,
          case when old.phone is not new.phone then 'phone' end,
          case when old.member_no is not new.member_no then 'member_no' end)) where value is not null)),
      new.updated_at);
end;

create trigger attribute_value_told after insert on attribute_value
when exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    select 'evt_' || lower(hex(randomblob(16))), 'contact.updated', c.id,
      json_object('contact_id', c.id, 'customer_id', c.customer_id, 'changed', json_array('attributes'),
        'attribute_id', new.attribute_id), max(new.at, c.updated_at)
    from contact c where c.id = new.contact_id and c.deleted_at is null;
end;

create trigger contact_deleted_told after update of deleted_at on contact
when (old.deleted_at is null) <> (new.deleted_at is null) and exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    values ('evt_' || lower(hex(randomblob(16))),
      case when new.deleted_at is null then 'contact.restored' else 'contact.deleted' end, new.id,
      json_object('contact_id', new.id, 'customer_id', new.customer_id), max(new.updated_at, coalesce(new.deleted_at, 0)));
end;

create trigger subscription_told
after update of subscribed_at, unsubscribed_by_customer_at, unsubscribed_by_team_at, recurring_since, recurring_until
on contact
when new.deleted_at is null
  and (old.subscribed_at is null, old.unsubscribed_by_customer_at is null, old.unsubscribed_by_team_at is null,
    old.recurring_since, old.recurring_until)
    is not (new.subscribed_at is null, new.unsubscribed_by_customer_at is null, new.unsubscribed_by_team_at is null,
    new.recurring_since, new.recurring_until)
  and exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    values ('evt_' || lower(hex(randomblob(16))), 'subscription.changed', new.id,
      json_object('contact_id', new.id, 'customer_id', new.customer_id,
        'state', case when new.unsubscribed_by_customer_at is not null then 'unsubscribed_by_customer'
          when new.unsubscribed_by_team_at is not null then 'unsubscribed_by_team' else 'subscribed' end),
      new.updated_at);
end;

create trigger customer_joined_told after insert on identity_record
when new.customer_id is not new.previous_customer_id and exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    values ('evt_' || lower(hex(randomblob(16))),
      case new.action when 'join' then 'customer.merged' else 'customer.unmerged' end, new.contact_id,
      json_object('contact_id', new.contact_id, 'customer_id', new.customer_id,
        'previous_customer_id', new.previous_customer_id), new.at);
end;

create trigger tagging_told after insert on tagging
when exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    select 'evt_' || lower(hex(randomblob(16))),
      case new.action when 'apply' then 'tag.applied' when 'remove' then 'tag.removed' else 'tag.restored' end, c.id,
      json_object('contact_id', c.id, 'customer_id', c.customer_id, 'tag_id', new.tag_id, 'source', new.source), new.at
    from contact c where c.id = new.contact_id and c.deleted_at is null;
end;

create trigger binding_told after insert on binding
when exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    select 'evt_' || lower(hex(randomblob(16))), 'binding.' || new.state, c.id,
      json_object('contact_id', c.id, 'customer_id', c.customer_id, 'kind', new.kind, 'how', new.how),
      max(new.at, c.updated_at)
    from contact c where c.id = new.contact_id;
end;
