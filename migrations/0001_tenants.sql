-- Tenants, their data keys, and what the service itself keeps.
-- The roles named here belong to the cluster: `oktually migrate` makes them before the first migration.

-- The tenant that the running transaction speaks for; null when nobody has been named, and then no row is visible.
create function current_tenant() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('oktually.tenant', true), '')::uuid;

-- Every table with a tenant_id is closed by this: forced row-level security, one policy for the tenant's own roles
-- and, where `others` names them, read-and-write policies for roles that see all tenants (their grants say what they may do).
create procedure close_table(name regclass, others text[] default '{}')
  language plpgsql as $$
declare
  other text;
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format(
    'create policy tenant on %s to oktually_tenant, oktually_opener
       using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', name);
  foreach other in array others loop
    execute format('create policy %I on %s to %I using (true) with check (true)', other, name, other);
  end loop;
end $$;

create table tenants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  -- 1 active, 2 suspended, 3 deleting (data key destroyed, rows going), 4 deleted (only this row is left, its name blanked)
  state smallint not null default 1 check (state between 1 and 4),
  -- lanes of this tenant that may be worked on at the same time
  ceiling smallint not null default 4 check (ceiling between 1 and 100),
  created_at timestamptz not null default now(),
  state_changed_at timestamptz not null default now()
);
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenant on tenants to oktually_tenant, oktually_opener using (id = current_tenant());
create policy operator on tenants to oktually_operator using (true) with check (true);
create policy queue on tenants to oktually_queue using (true);
grant select on tenants to oktually_tenant, oktually_opener, oktually_operator;
grant select (id, state, ceiling) on tenants to oktually_queue;
grant insert, update on tenants to oktually_operator;
-- a worker may do one thing to its tenant's row: blank it when everything else is erased
grant update (state, name, state_changed_at) on tenants to oktually_opener;
create function refuse_change_of_tenant() returns trigger
  language plpgsql as $$
begin
  raise insufficient_privilege using message = 'a worker may only end the deletion of its tenant';
end $$;
create trigger tenants_erased before update on tenants for each row
  when (current_user = 'oktually_opener' and not (old.state = 3 and new.state = 4))
  execute function refuse_change_of_tenant();
-- newest first, for the operators' list
create index tenants_by_age on tenants (created_at desc, id desc);

create table data_keys (
  tenant_id uuid not null references tenants,
  version int not null check (version > 0),
  -- id of the key-encryption key, in the service's keyring, that wraps this data key
  key_id text not null,
  -- nonce and ciphertext; associated data: table, tenant, version, column
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  wrapped_at timestamptz not null default now(),
  primary key (tenant_id, version)
);
call close_table('data_keys', '{oktually_operator, oktually_signer}');
grant select on data_keys to oktually_tenant, oktually_opener;
grant insert, update, delete on data_keys to oktually_opener;
grant insert, delete on data_keys to oktually_operator;
grant select (tenant_id, version, key_id, created_at, wrapped_at) on data_keys to oktually_operator;
-- a keyring is judged by the keys that are in use
grant select (key_id) on data_keys to oktually_signer;
create index data_keys_by_key on data_keys (key_id, tenant_id, version);

-- One value per key-encryption key: proves at start that the keyring holds the key that sealed what is stored.
create table key_checks (
  key_id text primary key,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
grant select, insert on key_checks to oktually_signer;
grant select on key_checks to oktually_operator;

-- Keys that sign our access tokens, shared by all API processes; the private part is sealed under the keyring.
create table signing_keys (
  kid text primary key,
  public_key bytea not null,
  key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
grant select, insert, delete on signing_keys to oktually_signer;
grant update (key_id, sealed) on signing_keys to oktually_signer;

create table operators (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 100),
  hash bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
grant select, insert, update on operators to oktually_operator;

-- What operators did to the service itself; what they did to a tenant stands in that tenant's audit.
create table operator_audit (
  id uuid primary key,
  at timestamptz not null default now(),
  operator text not null,
  act text not null,
  target text,
  detail jsonb not null default '{}'
);
grant select, insert on operator_audit to oktually_operator;
create index operator_audit_by_age on operator_audit (at desc, id desc);

-- As `idempotency`, for what operators ask: each has keys of their own.
create table operator_idempotency (
  operator_id uuid not null references operators,
  route text not null,
  key text not null check (length(key) between 1 and 255),
  -- keyed with a key derived from the oldest one that signs tokens
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
  primary key (operator_id, route, key)
);
grant select, insert, update, delete on operator_idempotency to oktually_operator;
create index operator_idempotency_expired on operator_idempotency (expires_at);

-- The last look of each worker at the address its traffic leaves from.
create table egress_checks (
  worker text primary key,
  checked_at timestamptz not null default now(),
  seen_as text,
  matches boolean not null,
  detail text
);
grant select, insert, update, delete on egress_checks to oktually_queue;
grant select on egress_checks to oktually_tenant, oktually_operator;
