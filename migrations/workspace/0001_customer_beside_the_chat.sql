-- Times are UTC milliseconds. Ids are UUIDv7 text. External ids are opaque text.

create table setting (
  name text primary key,
  value text not null check (json_valid(value)),
  updated_at integer not null
) strict;

-- Members, sessions, rights -------------------------------------------------------------------

create table member (
  id text primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('admin','supervisor','marketing','cs_manager','agent','sales_manager','sales')),
  state text not null check (state in ('invited','active','disabled')),
  password text,
  created_at integer not null,
  updated_at integer not null,
  version integer not null default 1
) strict;

create table member_preference (
  member_id text not null references member(id) on delete cascade,
  name text not null,
  value text not null check (json_valid(value)),
  updated_at integer not null,
  primary key (member_id, name)
) strict, without rowid;

-- What a workspace changed in the default matrix of shared/permissions.ts.
create table permission_override (
  role text not null,
  permission text not null,
  allowed integer not null check (allowed in (0, 1)),
  updated_at integer not null,
  primary key (role, permission)
) strict, without rowid;

-- One row per sign-in. Tokens are stored as SHA-256 in base64url, never in clear.
create table session (
  id text primary key,
  member_id text not null references member(id) on delete cascade,
  client text not null check (client in ('console','extension','widget','browser','operator')),
  access_hash text unique,
  access_expires_at integer not null default 0,
  refresh_hash text unique,
  -- The refresh token before the last rotation: valid until its successor is first used.
  previous_refresh_hash text unique,
  created_at integer not null,
  last_seen_at integer not null,
  expires_at integer not null,
  user_agent text not null default '',
  -- What this session's next tokens are derived from, sealed with a key that is not in the database.
  sealed_key text,
  -- The `browser` session its code was issued to: signing out ends both.
  signed_in_by text,
  revoked_at integer
) strict;
create index session_by_member on session (member_id, revoked_at, last_seen_at);

create table authorization_code (
  code_hash text primary key,
  member_id text not null references member(id) on delete cascade,
  -- The `browser` session it was issued to.
  session_id text not null references session(id) on delete cascade,
  client text not null,
  redirect_uri text not null,
  code_challenge text not null,
  created_at integer not null,
  expires_at integer not null,
  redeemed_at integer
) strict, without rowid;

create table one_time_link (
  token_hash text primary key,
  purpose text not null check (purpose in ('invitation','reset')),
  member_id text not null references member(id) on delete cascade,
  created_by text,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;

-- Sign-ins that did not succeed, per key (an account, an address, both, or a trusted device), each
-- stored as its hash.
create table sign_in_attempt (
  key text primary key,
  failures integer not null,
  resets_at integer not null
) strict, without rowid;
create index sign_in_attempt_over on sign_in_attempt (resets_at);

-- The first statement of every write batch fills this one row from the session; a CHECK that fails
-- aborts the batch, and the constraint's name says why. Later statements of the batch take their actor
-- from it. Holds one row, overwritten by every batch.
create table guard (
  id integer primary key check (id = 1),
  actor_kind text not null,
  member_id text,
  member_name text,
  member_role text,
  session_live integer not null constraint session_live check (session_live = 1),
  right_held integer not null constraint right_held check (right_held = 1),
  target_found integer not null default 1 constraint target_found check (target_found = 1),
  version_fresh integer not null default 1 constraint version_fresh check (version_fresh = 1),
  condition_met integer not null default 1 constraint condition_met check (condition_met = 1)
) strict;

-- One row per accepted write. Stands in the same batch as the effect.
create table operation (
  id text primary key,
  member_id text not null,
  verb text not null,
  input_hash text not null,
  result text check (result is null or json_valid(result)),
  at integer not null,
  -- The id of what was changed, so that its erasure finds what was answered.
  target text
) strict, without rowid;
create index operation_by_time on operation (at);
create index operation_by_target on operation (target) where target is not null;

create table audit (
  seq integer primary key autoincrement,
  at integer not null,
  actor_kind text not null,
  actor_id text,
  verb text not null,
  target text,
  detail text not null default '{}' check (json_valid(detail)),
  outcome text not null default 'done' check (outcome in ('done','refused')),
  request_id text,
  previous_hash text,
  hash text
) strict;

-- Connections and channels ---------------------------------------------------------------------

-- One per provider app; its id is the last part of its webhook URL.
create table connection (
  id text primary key,
  kind text not null check (kind in ('line','meta','whatsapp','website','chatwoot','shopify','woocommerce','cyberbiz','shopline','pixel')),
  name text not null,
  -- Chatwoot: the origin agents open in their browser.
  origin text,
  -- JSON of the kind's credentials, sealed (AES-GCM) with a key that is not in the database.
  sealed_credentials text,
  settings text not null default '{}' check (json_valid(settings)),
  state text not null default 'active' check (state in ('active','failing','disabled')),
  state_reason text,
  created_at integer not null,
  updated_at integer not null
) strict;

-- One per account people write to: a LINE official account, a page, a number, a site.
create table channel (
  id text primary key,
  kind text not null check (kind in ('line','messenger','instagram','whatsapp','website')),
  -- The provider's id of the account: LINE's bot user id, page id, phone_number_id.
  account_id text not null,
  name text not null,
  created_at integer not null,
  updated_at integer not null,
  unique (kind, account_id)
) strict;

-- How a connection names a channel's account in what it delivers.
create table channel_route (
  connection_id text not null references connection(id) on delete cascade,
  -- LINE: `destination`. Chatwoot: `<account id>/<inbox id>`.
  account_key text not null,
  channel_id text not null references channel(id),
  primary key (connection_id, account_key)
) strict, without rowid;

-- What arrived, one row per provider event, durable before the answer goes out.
create table inbound_event (
  seq integer primary key autoincrement,
  connection_id text not null references connection(id) on delete cascade,
  dedupe_key text not null,
  payload text not null,
  received_at integer not null,
  processed_at integer,
  attempts integer not null default 0,
  error text,
  unique (connection_id, dedupe_key)
) strict;
create index inbound_event_waiting on inbound_event (seq) where processed_at is null;
create index inbound_event_by_connection on inbound_event (connection_id, seq);
-- Tried several times and set aside: the only processed rows that keep their payload.
create index inbound_event_set_aside on inbound_event (connection_id) where error is not null;

create table job (
  id text primary key,
  kind text not null,
  -- At most one job with a key is waiting or running.
  key text,
  payload text not null check (json_valid(payload)),
  state text not null check (state in ('waiting','running','done','failed')),
  progress text check (progress is null or json_valid(progress)),
  run_at integer not null,
  attempts integer not null default 0,
  leased_until integer,
  error text,
  created_at integer not null,
  updated_at integer not null
) strict;
create unique index job_open_key on job (key) where key is not null and state in ('waiting','running');
create index job_done_key on job (key) where key is not null and state = 'done';
create index job_due on job (run_at) where state in ('waiting','running');
create index job_by_key on job (key, id) where key is not null;

-- People ---------------------------------------------------------------------------------------

-- The person. Holds nothing of its own: a view over its contacts.
create table customer (
  id text primary key,
  created_at integer not null
) strict, without rowid;

-- One person in one channel account.
create table contact (
  seq integer primary key autoincrement,
  id text not null unique,
  channel_id text not null references channel(id),
  external_id text not null,
  customer_id text not null references customer(id),
  name text,
  email text,
  -- E.164 where it could be parsed, else as given by the channel.
  phone text,
  member_no text,
  picture_url text,
  -- Two facts: the customer blocked the account; the team unsubscribed them.
  unsubscribed_by_customer_at integer,
  unsubscribed_by_team_at integer,
  blocked_at integer,
  last_customer_at integer,
  last_marketing_at integer,
  last_team_at integer,
  subscribed_at integer,
  created_at integer not null,
  updated_at integer not null,
  -- Grows with every change the panel shows: profile, notes, tags, events.
  version integer not null default 1,
  deleted_at integer
) strict;
-- Who was deleted and writes again is a new contact.
create unique index contact_address on contact (channel_id, external_id) where deleted_at is null;
create index contact_by_customer on contact (customer_id);
create index contact_by_external_id on contact (external_id);
create index contact_by_phone on contact (phone) where phone is not null;
-- Imports and channels keep the case they were given.
create index contact_by_email on contact (lower(email));
create index contact_by_member_no on contact (member_no) where member_no is not null;

-- Every value a field ever had, and where it came from. The newest row is the current one.
create table contact_value (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  field text not null check (field in ('name','email','phone','member_no','picture_url')),
  value text,
  source text not null check (source in ('channel','agent','import','pixel','shop','api','binding')),
  author_id text,
  at integer not null
) strict;
create index contact_value_newest on contact_value (contact_id, field, at desc, id desc);

-- Why contacts are one customer. Never edited; undoing one is a row of its own.
create table identity_record (
  id text primary key,
  action text not null check (action in ('join','leave')),
  contact_id text not null references contact(id) on delete cascade,
  customer_id text not null references customer(id),
  previous_customer_id text,
  -- What it rests on: {"kind":"chatwoot_contact","connection":…,"contact":…}
  evidence text not null check (json_valid(evidence)),
  author_id text,
  at integer not null
) strict;
create index identity_record_by_contact on identity_record (contact_id, at);
create index identity_record_by_customer on identity_record (customer_id);

-- A contact of another system that stands for several of ours, such as a Chatwoot contact.
create table identity_source (
  connection_id text not null references connection(id) on delete cascade,
  external_contact text not null,
  customer_id text not null references customer(id),
  at integer not null,
  primary key (connection_id, external_contact)
) strict, without rowid;
create index identity_source_by_customer on identity_source (customer_id);

-- Names in pieces for search: rowid is contact.seq. See worker/domain/contacts/name-index.ts.
create virtual table contact_name using fts5 (
  terms, words, content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- Conversations --------------------------------------------------------------------------------

create table conversation (
  id text primary key,
  contact_id text not null unique references contact(id) on delete cascade,
  channel_id text not null references channel(id),
  state text not null default 'open' check (state in ('open','pending','snoozed','resolved')),
  message_count integer not null default 0,
  last_message_at integer,
  created_at integer not null,
  deleted_at integer
) strict;
create index conversation_recent on conversation (last_message_at desc, id desc) where deleted_at is null;

create table message (
  seq integer primary key autoincrement,
  id text not null unique,
  conversation_id text not null references conversation(id) on delete cascade,
  channel_id text not null,
  provider_id text not null,
  sender_kind text not null check (sender_kind in ('customer','agent','bot')),
  sender_name text,
  type text not null,
  text text,
  -- What the type needs beside text: file names, stickers, locations.
  content text not null default '{}' check (json_valid(content)),
  at integer not null,
  received_at integer not null,
  unsent_at integer,
  unique (channel_id, provider_id)
) strict;
create index message_by_conversation on message (conversation_id, at desc, seq desc);

-- Messages taken back before they arrived: they must never be stored.
create table unsent_message (
  channel_id text not null,
  provider_id text not null,
  at integer not null,
  primary key (channel_id, provider_id)
) strict, without rowid;

-- A conversation of a host inbox and whose it is.
create table inbox_link (
  inbox text not null,
  origin text not null,
  account text not null,
  conversation text not null,
  contact_id text not null references contact(id) on delete cascade,
  method text not null check (method in ('webhook','backfill','page','pin')),
  author_id text,
  at integer not null,
  primary key (inbox, origin, account, conversation)
) strict, without rowid;
create index inbox_link_by_contact on inbox_link (contact_id);

create table event (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  kind text not null,
  actor_kind text not null check (actor_kind in ('customer','member','bot','system')),
  actor_id text,
  actor_name text,
  data text not null default '{}' check (json_valid(data)),
  at integer not null,
  -- What it was made from, so that processing twice records once.
  dedupe_key text unique
) strict;
create index event_by_contact on event (contact_id, at desc, id desc);
create index event_conversation_created on event (contact_id) where kind = 'conversation.created';

create table note (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  author_id text not null references member(id),
  text text not null,
  created_at integer not null,
  updated_at integer not null,
  updated_by text,
  version integer not null default 1,
  deleted_at integer,
  deleted_by text
) strict;
create index note_of_contact on note (contact_id);
create index note_by_contact on note (contact_id, created_at desc, id desc) where deleted_at is null;

create table tag (
  id text primary key,
  name text not null,
  -- The name folded (NFKC, lower case): two spellings are one tag.
  name_key text not null unique,
  created_by text,
  created_at integer not null
) strict;

-- Each application and each removal is a row, so frequency and audit stay true.
create table tagging (
  id text primary key,
  contact_id text not null references contact(id) on delete cascade,
  tag_id text not null references tag(id) on delete cascade,
  action text not null check (action in ('apply','remove','restore')),
  channel_id text not null,
  source text not null check (source in ('agent','import','api','bot')),
  author_id text,
  at integer not null
) strict;
create index tagging_by_contact on tagging (contact_id, tag_id, at);
create index tagging_by_time on tagging (at, tag_id);

-- Which tags are on a contact now, with the number of applications ever.
create table contact_tag (
  contact_id text not null references contact(id) on delete cascade,
  tag_id text not null references tag(id) on delete cascade,
  present integer not null check (present in (0, 1)),
  count integer not null,
  last_at integer not null,
  primary key (contact_id, tag_id)
) strict, without rowid;
create index contact_tag_by_tag on contact_tag (tag_id) where present = 1;
