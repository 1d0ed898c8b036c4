-- What is passed on to the inbox behind us.

create table relay (
  connection_id text primary key references connection(id) on delete cascade,
  -- Where the connection's posts go on to; null: no longer.
  url text,
  -- How often what stands first has failed in a row, and when it is tried again, UTC ms.
  attempts integer not null default 0,
  retry_at integer not null default 0,
  -- Why the newest try failed; null when it did not.
  error text,
  failing_since integer,
  last_sent_at integer,
  -- One runner at a time passes on, so that the order holds.
  leased_until integer not null default 0,
  updated_at integer not null
) strict;

-- Posts as they were received, in their order. What was passed on keeps its name only.
create table relay_post (
  seq integer primary key autoincrement,
  connection_id text not null references connection(id) on delete cascade,
  -- The same for what a provider sends again.
  dedupe_key text not null,
  state text not null check (state in ('waiting','sent','parked','withheld','dropped')),
  -- The bytes are UTF-8: what verified them could read them.
  body text not null,
  -- JSON: [name, value][]
  headers text not null,
  -- Bytes of the body as it came; 0: ours, only to ask whether the inbox is there.
  size integer not null,
  attempts integer not null default 0,
  error text,
  received_at integer not null,
  -- Since when it stands in line; later than `received_at` when it was put there again.
  waits_since integer not null,
  done_at integer,
  unique (connection_id, dedupe_key)
) strict;
create index relay_post_waiting on relay_post (connection_id, seq) where state = 'waiting';
create index relay_post_parked on relay_post (connection_id, seq) where state = 'parked';
