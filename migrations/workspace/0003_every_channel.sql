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
  emoji text,
  at integer not null,
  primary key (channel_id, provider_id, side)
) strict, without rowid;

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
