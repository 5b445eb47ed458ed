-- Who may ask, what was asked twice, and what was done.

create table api_keys (
  tenant_id uuid not null references tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- 1 owner, 2 admin, 3 analyst, 4 viewer
  role smallint not null check (role between 1 and 4),
  hash bytea not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
call close_table('api_keys', '{oktually_operator}');
grant select, insert, update, delete on api_keys to oktually_tenant, oktually_opener;
grant insert on api_keys to oktually_operator;
create index api_keys_by_age on api_keys (tenant_id, created_at, id);

-- Answers to requests that carried an Idempotency-Key, for a day. Answers that show a secret are not stored: only the resource's id is.
create table idempotency (
  tenant_id uuid not null references tenants,
  route text not null,
  key text not null check (length(key) between 1 and 255),
  -- version of a data key of the tenant's, then the digest keyed with it
  body_hash bytea not null,
  -- null while the first request is still being worked on
  status smallint,
  location text,
  -- what the answer's ETag says
  revision int,
  body bytea,
  -- the path of what was made, when the answer itself may not be kept
  made text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  primary key (tenant_id, route, key)
);
call close_table('idempotency');
grant select, insert, update, delete on idempotency to oktually_tenant, oktually_opener;
create index idempotency_expired on idempotency (tenant_id, expires_at);

-- An act and its row here are one transaction: what cannot be recorded does not happen.
create table audit (
  tenant_id uuid not null references tenants,
  id uuid not null,
  at timestamptz not null default now(),
  -- api key, operator, intake link or the service
  actor text not null,
  act text not null,
  target text,
  detail jsonb not null default '{}',
  primary key (tenant_id, id)
);
call close_table('audit', '{oktually_operator}');
grant select, insert, delete on audit to oktually_tenant, oktually_opener;
grant select, insert on audit to oktually_operator;
create index audit_by_age on audit (tenant_id, at desc, id desc);
