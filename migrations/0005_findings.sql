-- What checks saw, and what people said about it.

create table findings (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- 1 a check over what was collected, 2 a rule over events
  source smallint not null default 1 check (source in (1, 2)),
  -- the check, or the rule
  check_id text not null,
  subject_kind text not null,
  subject_id text not null,
  subject_name text,
  -- 1 critical, 2 high, 3 medium, 4 low, 5 info: a smallint, since an enum's order uses no index under row-level security
  severity smallint not null check (severity between 1 and 5),
  -- 1 open, 2 resolved
  state smallint not null default 1 check (state in (1, 2)),
  -- 0 none, 1 muted, 2 risk accepted
  disposition smallint not null default 0 check (disposition between 0 and 2),
  disposition_reason text,
  disposition_by text,
  disposition_until timestamptz,
  summary text not null,
  evidence jsonb not null default '{}',
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- the run that saw it last; null where no run did
  last_run_id uuid,
  -- set when a later run could not evaluate the check for this subject
  not_seen_since timestamptz,
  resolved_at timestamptz,
  -- when its newest row of history was written
  changed_at timestamptz not null default now(),
  reopened int not null default 0,
  revision int not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, check_id, subject_kind, subject_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('findings', '{oktually_operator}');
grant select, insert, update, delete on findings to oktually_tenant, oktually_opener;
create index findings_worst on findings (tenant_id, state, severity, id);
create index findings_of_connection on findings (tenant_id, connection_id, state, severity, id);
create index findings_of_check on findings (tenant_id, check_id, state, severity, id);

-- Every change of a finding: when, by which run or whom.
create table finding_events (
  tenant_id uuid not null,
  finding_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  -- 1 opened, 2 resolved, 3 reopened, 4 severity changed, 5 muted, 6 risk accepted, 7 disposition withdrawn, 8 disposition expired, 9 not evaluated, 10 seen again
  what smallint not null check (what between 1 and 10),
  run_id uuid,
  actor text,
  detail jsonb not null default '{}',
  primary key (tenant_id, finding_id, id),
  foreign key (tenant_id, finding_id) references findings (tenant_id, id) on delete cascade
);
call close_table('finding_events');
grant select, insert, delete on finding_events to oktually_tenant, oktually_opener;

-- What each check had to say in a run, also when it found nothing.
create table run_checks (
  tenant_id uuid not null,
  run_id uuid not null,
  check_id text not null,
  found int not null,
  clear int not null,
  not_applicable int not null,
  not_evaluated int not null,
  -- [{"subject": …, "reason": …}], at most a hundred
  reasons jsonb not null default '[]',
  primary key (tenant_id, run_id, check_id),
  foreign key (tenant_id, run_id) references runs (tenant_id, id) on delete cascade
);
call close_table('run_checks');
grant select, insert, delete on run_checks to oktually_tenant, oktually_opener;

create table check_settings (
  tenant_id uuid not null references tenants,
  check_id text not null,
  enabled boolean not null default true,
  -- overrides of the check's parameters
  params jsonb not null default '{}',
  revision int not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (tenant_id, check_id)
);
call close_table('check_settings');
grant select, insert, update, delete on check_settings to oktually_tenant, oktually_opener;
