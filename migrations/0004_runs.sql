-- Runs and what they collect.

create table runs (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- 1 after a first credential, 2 asked for, 3 scheduled
  trigger smallint not null check (trigger between 1 and 3),
  -- 1 queued, 2 collecting, 3 analysing, 4 succeeded, 5 failed, 6 cancelled
  state smallint not null default 1 check (state between 1 and 6),
  asked_by text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  -- when the configuration was looked at; checks measure ages against it
  collected_at timestamptz,
  finished_at timestamptz,
  -- set while Okta's rate limit makes the run wait for longer than a moment
  waiting_until timestamptz,
  cancel_asked_at timestamptz,
  requests int not null default 0,
  -- version of the credential in use
  credential_version int,
  problem text,
  problem_detail text,
  -- {"critical": n, …} of open findings when the analysis was done
  findings jsonb,
  not_evaluated int,
  -- {"user": n, …} of objects that were known of the org then
  resources jsonb,
  -- moves with every commit, so that watchers know what is new
  revision int not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('runs', '{oktually_operator}');
grant select, insert, update, delete on runs to oktually_tenant, oktually_opener;
grant select on runs to oktually_operator;
create unique index runs_one_active on runs (tenant_id, connection_id) where state <= 3;
create index runs_by_age on runs (tenant_id, created_at desc, id desc);
create index runs_of_connection on runs (tenant_id, connection_id, created_at desc, id desc);

-- One list of calls of a run, with the place where it stands.
create table run_steps (
  tenant_id uuid not null,
  run_id uuid not null,
  position smallint not null,
  step text not null,
  -- 1 waiting, 2 reading, 3 read, 4 not visible, 5 not offered by this org, 6 could not be read
  state smallint not null default 1 check (state between 1 and 6),
  -- where to go on: a page's address or the last object done; written with the page it follows
  cursor text,
  done int not null default 0,
  -- how many there will be, where it is known
  total int,
  -- how many the connection's last run read here: about as many there will be now
  estimate int,
  requests int not null default 0,
  -- objects that could not be understood
  unreadable int not null default 0,
  -- what was wrong with them: [{"reason": "…", "count": 3, "ids": ["00u…"]}, …]
  not_understood jsonb not null default '[]',
  -- objects whose own lists were not read whole, where the step reads a list for each of several; '*' where they are too many to name, '>id' for all behind an id
  incomplete text[] not null default '{}',
  -- times the list was begun anew because a cursor had expired
  restarts smallint not null default 0,
  -- what was asked when it could not be read, with ids replaced
  endpoint text,
  reason text,
  detail text,
  primary key (tenant_id, run_id, step),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
call close_table('run_steps');
grant select, insert, update, delete on run_steps to oktually_tenant, oktually_opener;

-- The ids that a page showed: what a finished list did not show is gone.
create table run_pages (
  tenant_id uuid not null,
  run_id uuid not null,
  step text not null,
  page int not null,
  -- objects are unique within their parent; empty for those that have none
  parent text not null default '',
  ids text[] not null,
  primary key (tenant_id, run_id, step, page),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
call close_table('run_pages');
grant select, insert, delete on run_pages to oktually_tenant, oktually_opener;

-- Versions of collected objects. The open version is what the org looks like now.
create table resources (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- a word of oktually_core::resources::Kind
  kind text not null,
  -- the object it belongs to, where its id is unique only there (a rule's policy, a factor's user)
  parent text not null default '',
  okta_id text not null,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  -- SHA-256 of the body: an unchanged object writes no version
  hash bytea not null,
  body jsonb not null,
  -- fields that move by themselves (last sign-in, expiry, counts), updated in place
  moving jsonb not null default '{}',
  -- no reference to the connection: a deleted one's objects go behind it, some thousands in each commit
  primary key (tenant_id, connection_id, kind, parent, okta_id, valid_from)
);
call close_table('resources');
grant select, insert, update, delete on resources to oktually_tenant, oktually_opener;
create unique index resources_now on resources (tenant_id, connection_id, kind, parent, okta_id) where valid_to is null;

-- Who is in what: memberships and assignments.
create table edges (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  kind text not null,
  from_id text not null,
  to_id text not null,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  primary key (tenant_id, connection_id, kind, from_id, to_id, valid_from)
);
call close_table('edges');
grant select, insert, update, delete on edges to oktually_tenant, oktually_opener;
create unique index edges_now on edges (tenant_id, connection_id, kind, from_id, to_id) where valid_to is null;
