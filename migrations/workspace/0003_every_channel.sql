-- Messages that change after they came, people under several ids, accounts nobody told us of.

-- An event of an account nobody told us of waits with its payload, under the error `unknown_account`,
-- until the account is added; what kind of channel it is, as far as the event says.
alter table inbound_event add column account_key text;
alter table inbound_event add column account_kind text;
create index inbound_event_of_unknown on inbound_event (connection_id, account_key) where account_key is not null;

-- Why the provider does not take an account's access token; null while it does.
alter table channel_route add column state_reason text;

-- The newest of each side; it may come before the message. Without an emoji it was taken back.
create table message_reaction (
  channel_id text not null,
  provider_id text not null,
  side text not null check (side in ('customer','team')),
  -- Whose conversation it is in, whoever reacted.
  contact_id text not null,
  emoji text,
  at integer not null,
  primary key (channel_id, provider_id, side)
) strict, without rowid;
create index message_reaction_by_contact on message_reaction (contact_id);

-- Up to when the customer has received and read what the team wrote, by the provider's clock; or, where
-- the provider names the message instead, the one they read last and when.
alter table conversation add column delivered_until integer;
alter table conversation add column read_until integer;
alter table conversation add column read_message text;
alter table conversation add column read_message_at integer;

-- Facebook recurring notifications: when the newest permission ends by itself, when the customer last
-- stopped them, and with what they are sent. `recurring_until` is the earlier end.
alter table contact add column recurring_expires_at integer;
alter table contact add column recurring_stopped_at integer;
alter table contact add column recurring_token text;

-- People under several ids, messages that change after they came --------------------------------

-- Other ids a person has or had in a channel: a telephone number beside an id that lasts, an id that was
-- changed. A number may be one person's now and another's later.
create table contact_alias (
  channel_id text not null references channel(id),
  external_id text not null,
  contact_id text not null references contact(id) on delete cascade,
  -- By the provider's clock: seen as theirs from then on.
  since integer not null,
  -- Given up then; null: not that anybody told.
  until integer,
  primary key (channel_id, external_id, contact_id)
) strict, without rowid;
create index contact_alias_by_contact on contact_alias (contact_id);
create index contact_alias_by_id on contact_alias (external_id);

alter table message add column edited_at integer;
-- The name of the edit it shows: of two of the same moment the greater one counts.
alter table message add column edit_id text;

-- What messages say since an edit, for those that have not arrived yet; it goes when they do.
create table message_edit (
  channel_id text not null,
  provider_id text not null,
  conversation_id text not null references conversation(id) on delete cascade,
  edit_id text not null,
  text text,
  at integer not null,
  primary key (channel_id, provider_id)
) strict, without rowid;
create index message_edit_by_conversation on message_edit (conversation_id);

-- How far a message to the customer has come, whether or not the message itself was ever told of.
create table message_status (
  channel_id text not null,
  provider_id text not null,
  -- Null while nobody knows whom it was for.
  contact_id text references contact(id) on delete cascade,
  -- 1 sent, 2 delivered, 3 read, 4 played, 9 failed: it only grows.
  rank integer not null check (rank in (1, 2, 3, 4, 9)),
  sent_at integer,
  delivered_at integer,
  read_at integer,
  played_at integer,
  failed_at integer,
  -- The provider's code and words of why it failed.
  error text check (error is null or json_valid(error)),
  updated_at integer not null,
  primary key (channel_id, provider_id)
) strict, without rowid;
create index message_status_by_contact on message_status (contact_id) where contact_id is not null;
create index message_status_unowned on message_status (updated_at) where contact_id is null;

-- What a host inbox called a message before the provider had named it.
create table message_alias (
  channel_id text not null,
  alias text not null,
  provider_id text not null,
  primary key (channel_id, alias)
) strict, without rowid;
create index message_alias_by_message on message_alias (channel_id, provider_id);

-- What a provider told of an account and of nobody in particular: a template, an error, a kind of news we do not know.
create table connection_notice (
  id text primary key,
  connection_id text not null references connection(id) on delete cascade,
  kind text not null check (kind in ('template','error','unknown')),
  account_key text,
  data text not null default '{}' check (json_valid(data)),
  at integer not null,
  dedupe_key text not null,
  unique (connection_id, dedupe_key)
) strict;
create index connection_notice_newest on connection_notice (connection_id, at desc, id desc);
