-- Connections, what opens them, and the links through which secrets are handed over.

create table connections (
  tenant_id uuid not null references tenants,
  id uuid not null,
  -- 1 Okta org, 2 Okta Privileged Access team
  kind smallint not null default 1 check (kind in (1, 2)),
  name text not null check (length(name) between 1 and 200),
  -- the org's host in lower case, for example acme.okta.com; null until a credential came
  host text check (length(host) between 1 and 253),
  -- Okta's id of the org (00o…), pinned by the first accepted credential
  org_id text,
  -- 1 Classic Engine, 2 Identity Engine
  engine smallint check (engine in (1, 2)),
  -- 1 awaiting a credential, 2 verifying the first one, 3 active, 4 credential rejected, 5 suspended by the tenant
  state smallint not null default 1 check (state between 1 and 5),
  -- percent of the rate limit shown to our credential that we use
  share_percent smallint not null default 50 check (share_percent between 1 and 90),
  -- a scan every so many minutes; null: only when asked
  scan_every_minutes int check (scan_every_minutes between 15 and 43200),
  note text check (length(note) <= 2000),
  -- what only people know: {"service_accounts": [...], "break_glass": [...]} by login
  tags jsonb not null default '{}',
  -- calls that one minute allows by endpoint, as the last run learned them: {"/api/v1/users": 270, …}
  allowances jsonb not null default '{}',
  -- version of the accepted credential
  credential_version int,
  -- why collection stopped, as a problem code; null while all is well
  trouble text,
  trouble_since timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- counts edits, for ETag
  revision int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, host),
  unique (tenant_id, org_id)
);
call close_table('connections', '{oktually_operator}');
grant select, insert, update, delete on connections to oktually_tenant, oktually_opener;
grant select on connections to oktually_operator;
create index connections_by_age on connections (tenant_id, created_at, id);

create table credentials (
  tenant_id uuid not null,
  connection_id uuid not null,
  version int not null check (version > 0),
  -- 1 API token, 2 OAuth client with a private key, 3 OAuth client with a secret
  kind smallint not null check (kind between 1 and 3),
  host text not null,
  -- the name the token has in Okta, when the administrator gave it
  token_name text,
  -- of an OAuth client: its id, the public key's id, and how it signs
  client_id text check (length(client_id) <= 100),
  key_id text check (length(key_id) <= 255),
  algorithm text,
  -- of an OAuth client, once it was tried: {"granted": ["okta.users.read", …], "refused": […], "bound": true}
  grants jsonb,
  -- 1 submitted, 2 accepted, 3 rejected, 4 replaced by a newer one
  state smallint not null default 1 check (state between 1 and 4),
  -- version of the tenant's data key that sealed it
  data_key int not null,
  -- nonce and ciphertext; only a worker's lease may select it; null once a newer one was accepted: the secret is destroyed
  sealed bytea,
  -- keyed with the tenant's data key: tells two secrets apart, tells nothing about them
  fingerprint text not null,
  submitted_at timestamptz not null default now(),
  -- 1 intake form, 2 API
  submitted_through smallint not null check (submitted_through in (1, 2)),
  submitted_by text not null,
  judged_at timestamptz,
  -- why it was rejected: problem code and words
  problem text,
  problem_detail text,
  last_used_at timestamptz,
  primary key (tenant_id, connection_id, version),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('credentials', '{oktually_operator}');
grant insert on credentials to oktually_tenant, oktually_opener;
grant delete on credentials to oktually_opener;
grant select (tenant_id, connection_id, version, kind, host, token_name, client_id, key_id, algorithm, grants, state, data_key, fingerprint, submitted_at,
  submitted_through, submitted_by, judged_at, problem, problem_detail, last_used_at) on credentials to oktually_tenant, oktually_operator;
grant select on credentials to oktually_opener;
grant update (state, grants, judged_at, problem, problem_detail, last_used_at, data_key, sealed, fingerprint) on credentials to oktually_opener;

create table intake_links (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- SHA-256 of the secret part of the address
  hash bytea not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz not null,
  -- five submissions are allowed; the link is spent when Okta accepts one
  submissions smallint not null default 0 check (submissions between 0 and 5),
  spent_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('intake_links', '{oktually_operator}');
grant select, insert, update, delete on intake_links to oktually_tenant, oktually_opener;
grant select (tenant_id, id, connection_id, created_at, created_by, expires_at, submissions, spent_at, revoked_at) on intake_links to oktually_operator;
create index intake_links_of_connection on intake_links (tenant_id, connection_id, created_at desc, id desc);

-- Who submitted through a link may read that submission's report for a day.
create table intake_sessions (
  tenant_id uuid not null,
  id uuid not null,
  link_id uuid not null,
  credential_version int not null,
  hash bytea not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, link_id) references intake_links (tenant_id, id) on delete cascade
);
call close_table('intake_sessions');
grant select, insert, delete on intake_sessions to oktually_tenant, oktually_opener;

-- What a verification saw, step by step against the onboarding guide.
create table setup_reports (
  tenant_id uuid not null,
  connection_id uuid not null,
  credential_version int not null,
  made_at timestamptz not null default now(),
  report jsonb not null,
  primary key (tenant_id, connection_id, credential_version),
  foreign key (tenant_id, connection_id, credential_version) references credentials (tenant_id, connection_id, version) on delete cascade
);
call close_table('setup_reports');
grant select, insert, update, delete on setup_reports to oktually_tenant, oktually_opener;
