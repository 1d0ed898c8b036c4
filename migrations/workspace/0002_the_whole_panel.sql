-- Channels, values, shop, actions and branches beside the chat.

-- Block (active status off) is of this contact in this channel account ---------------------------

alter table contact add column blocked_by text;
-- Messages that came while blocked: counted, never stored.
alter table contact add column blocked_messages integer not null default 0;
-- What the host inbox says of the block, read back from it; null where no host can be asked.
alter table contact add column host_block text check (host_block in ('waiting','blocked','open','refused'));
alter table contact add column host_block_reason text;
create index contact_blocked on contact (channel_id) where blocked_at is not null;
alter table contact add column last_checkout_at integer;
-- Facebook recurring notifications: since when subscribed, until when, and from when one may be sent.
alter table contact add column recurring_since integer;
alter table contact add column recurring_until integer;
alter table contact add column recurring_next_at integer;

alter table conversation add column last_exported_at integer;
alter table conversation add column last_exported_by text;

-- Deletion: gone from every list at once (contact.deleted_at, conversation.deleted_at), restorable until
-- `erase_at`, then erased. What stays is this row: a receipt without personal data.
create table deletion (
  id text primary key,
  contact_id text not null,
  conversation_id text not null,
  requested_by text not null,
  requested_at integer not null,
  erase_at integer not null,
  -- From then on it cannot be brought back.
  erase_started_at integer,
  -- How far the database's files have been gone through for what is left of it.
  compacted_to integer,
  restored_at integer,
  restored_by text,
  erased_at integer,
  erased_by text,
  receipt text check (receipt is null or json_valid(receipt))
) strict;
create index deletion_due on deletion (erase_at) where restored_at is null and erased_at is null;
create index deletion_newest on deletion (requested_at, id) where restored_at is null;
create index deletion_by_contact on deletion (contact_id, requested_at);

-- Messages and events that must never be stored: they were erased, or came while their sender was
-- blocked. `key` is a hash of what names them.
create table withheld (
  key text primary key,
  at integer not null
) strict, without rowid;

-- Messages that carry files, as a deletion counts them.
create index message_with_file on message (conversation_id)
  where type in ('image','video','audio','file') or instr(content, '"attachments"') > 0;

-- Bindings ---------------------------------------------------------------------------------------

-- Each change is a row; the newest of a contact and kind is how things stand.
create table binding (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  kind text not null check (kind in ('social','phone','91app')),
  state text not null check (state in ('bound','unbound')),
  how text not null check (how in ('button','pixel','bot','line_login','sms','api','import','agent')),
  member_no text,
  author_id text,
  at integer not null
) strict;
create index binding_newest on binding (contact_id, kind, at desc, id desc);

-- Custom attributes ------------------------------------------------------------------------------

create table attribute_definition (
  id text primary key,
  name text not null,
  name_key text not null,
  type text not null check (type in ('text','number','date','datetime','boolean')),
  position integer not null,
  created_at integer not null,
  updated_at integer not null,
  archived_at integer
) strict;
create index attribute_definition_changed on attribute_definition (updated_at);
create unique index attribute_definition_name on attribute_definition (name_key) where archived_at is null;

-- Every value an attribute ever had on a contact; the newest row is the current one, null is unset.
create table attribute_value (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  attribute_id text not null references attribute_definition(id),
  -- JSON: a text, a number, true or false; a date as "2026-11-20", a datetime as UTC ms.
  value text check (value is null or json_valid(value)),
  source text not null check (source in ('agent','import','api','bot','pixel')),
  author_id text,
  at integer not null
) strict;
create index attribute_value_newest on attribute_value (contact_id, attribute_id, at desc, id desc);

-- Shop -------------------------------------------------------------------------------------------

-- A member of the shop, as the shop's own system knows them. Orders belong to a member number.
create table shop_member (
  member_no text primary key,
  source text not null,
  name text,
  email text,
  phone text,
  tier text,
  -- Minor units of `currency`.
  store_credit integer,
  currency text,
  member_since integer,
  source_updated_at integer not null,
  updated_at integer not null
) strict, without rowid;
create index shop_member_by_phone on shop_member (phone) where phone is not null;

-- Money in minor units of `currency`; an older event never overwrites a newer one.
create table shop_order (
  id text primary key,
  -- connection.id, or 'api'.
  source text not null,
  external_id text not null,
  number text not null,
  member_no text,
  email text,
  phone text,
  status text not null,
  total integer not null,
  currency text not null,
  items text not null default '[]' check (json_valid(items)),
  url text,
  placed_at integer not null,
  source_updated_at integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  unique (source, external_id)
) strict;
create index shop_order_by_member on shop_order (member_no, placed_at desc, id desc) where member_no is not null;

create table cart (
  id text primary key,
  source text not null,
  external_id text not null,
  member_no text,
  items text not null default '[]' check (json_valid(items)),
  total integer not null,
  currency text not null,
  url text,
  source_updated_at integer not null,
  updated_at integer not null,
  -- Set once it became an order or was emptied.
  closed_at integer,
  unique (source, external_id)
) strict;
create index cart_by_member on cart (member_no, source_updated_at desc) where member_no is not null and closed_at is null;

-- Which social account a shop knows its member by; kept until that account's contact is here.
create table shop_uid (
  -- connection.id
  source text not null,
  provider text not null check (provider in ('line')),
  uid text not null,
  member_no text not null,
  -- The shop's own time of it.
  at integer not null,
  bound_at integer,
  primary key (source, provider, uid)
) strict, without rowid;
create index shop_uid_waiting on shop_uid (uid) where bound_at is null;

-- What another system signs in with. The key itself is shown once and kept as a hash.
create table api_key (
  id text primary key,
  name text not null,
  hash text not null unique,
  -- Its first characters, by which people tell keys apart.
  beginning text not null,
  scopes text not null check (json_valid(scopes)),
  created_by text,
  created_at integer not null,
  last_used_at integer,
  revoked_at integer,
  revoked_by text
) strict;

-- Pixel ------------------------------------------------------------------------------------------

create table visitor (
  id text primary key,
  member_no text,
  -- The website conversation's contact, when the visitor has one.
  contact_id text references contact(id) on delete set null,
  first_seen_at integer not null,
  last_seen_at integer not null,
  identified_at integer
) strict, without rowid;
create index visitor_by_member on visitor (member_no) where member_no is not null;
create index visitor_by_contact on visitor (contact_id) where contact_id is not null;
create index visitor_by_last_seen on visitor (last_seen_at);

create table pixel_event (
  seq integer primary key autoincrement,
  visitor_id text not null,
  -- Made by the pixel, so that a batch sent twice counts once.
  event_id text not null,
  kind text not null,
  data text not null default '{}' check (json_valid(data)),
  at integer not null,
  received_at integer not null,
  -- What it says has not been worked out yet.
  waiting integer not null default 0,
  unique (visitor_id, event_id)
) strict;
create index pixel_event_by_time on pixel_event (received_at);
create index pixel_event_waiting on pixel_event (seq) where waiting = 1;

-- The page a website customer is on; the link is gone as soon as they are offline.
create table website_presence (
  contact_id text primary key references contact(id) on delete cascade,
  state text not null check (state in ('online','offline')),
  -- Which of their open pages it is: closing another one says nothing.
  page_id text,
  url text,
  title text,
  last_seen_at integer not null,
  -- Without another sign of life they are offline from then on.
  online_until integer not null
) strict, without rowid;
create index website_presence_online on website_presence (online_until) where state = 'online';

-- CRM --------------------------------------------------------------------------------------------

-- A phone number being proven by a code. Codes are hashed; the row goes when it is used or ends.
create table phone_proof (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  phone text not null,
  code_hash text not null,
  attempts integer not null default 0,
  created_at integer not null,
  expires_at integer not null,
  proven_at integer
) strict;
create index phone_proof_by_contact on phone_proof (contact_id, created_at);
-- Codes sent within a time, per number, address, contact and workspace, each stored as its hash.
create table code_limit (
  key text primary key,
  sent integer not null,
  resets_at integer not null
) strict, without rowid;
create index code_limit_over on code_limit (resets_at);

-- Exports and mail -------------------------------------------------------------------------------

-- A link in a mail to an export; the file is made when it is fetched, for whoever asked for it. Used up
-- by the first download that came to its end.
create table export_link (
  token_hash text primary key,
  conversation_id text not null references conversation(id) on delete cascade,
  language text not null,
  created_by text not null,
  created_at integer not null,
  expires_at integer not null,
  fetched_at integer
) strict, without rowid;

-- Mail waiting to go out, and what became of it.
create table mail (
  id text primary key,
  kind text not null,
  recipient text not null,
  -- What the mail is made from when it goes out; never a message's text.
  payload text not null check (json_valid(payload)),
  conversation_id text references conversation(id) on delete cascade,
  requested_by text not null,
  state text not null check (state in ('waiting','sent','failed')),
  attempts integer not null default 0,
  -- Why it has not gone out: `unreachable`, `sign_in`, `refused_550`, `forbidden` …
  error text,
  created_at integer not null,
  sent_at integer
) strict;
create index mail_by_conversation on mail (conversation_id, created_at desc);

-- Branches (OMO) ---------------------------------------------------------------------------------

create table branch (
  id text primary key,
  name text not null,
  name_key text not null,
  created_at integer not null,
  updated_at integer not null,
  archived_at integer
) strict;
create unique index branch_name on branch (name_key) where archived_at is null;

create table branch_member (
  branch_id text not null references branch(id) on delete cascade,
  member_id text not null references member(id) on delete cascade,
  primary key (branch_id, member_id)
) strict, without rowid;

-- A contact bound to a member of a branch; each binding is a row, unbinding ends it.
create table omo_binding (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  member_id text not null references member(id),
  branch_id text references branch(id),
  bound_by text,
  bound_at integer not null,
  unbound_by text,
  unbound_at integer
) strict;
create unique index omo_binding_current on omo_binding (contact_id) where unbound_at is null;
create index omo_binding_by_member on omo_binding (member_id, branch_id) where unbound_at is null;

-- Audit chain ------------------------------------------------------------------------------------

create index audit_unsealed on audit (seq) where hash is null;
create index audit_by_actor on audit (actor_id, seq);
create index audit_by_verb on audit (verb, seq);
create index audit_by_time on audit (at);
create index audit_refused on audit (actor_id, verb, at) where outcome = 'refused';
-- One sealer at a time holds this row.
create table audit_seal (
  id integer primary key check (id = 1),
  leased_until integer not null,
  holder text not null
) strict;

-- Modules ----------------------------------------------------------------------------------------

-- The part of the product a write belongs to is switched on.
alter table guard add column module_on integer not null default 1 constraint module_on check (module_on = 1);
