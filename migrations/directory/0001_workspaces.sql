-- One row per workspace. `url` is where its database is; on a self-hosted server it is derived from the slug.
create table workspace (
  slug text primary key,
  name text not null,
  url text,
  sealed_token text,
  created_at integer not null
) strict;
