-- The queue: a turn for each tenant, lanes of what must be serial, jobs.

-- Which lanes are worked on, by the state of their tenant: all while it is active; while it is suspended only what keeps its keys in
-- order; while it is being deleted only what deletes it.
create function may_work(state smallint, lane text) returns boolean
  language sql immutable parallel safe
  return state = 1 or state = 2 and lane = 'keys' or state = 3 and lane = 'erase';

create table turns (
  tenant_id uuid primary key references tenants,
  -- when this tenant was last given a job; the oldest ready turn is next
  served_at timestamptz not null default '-infinity',
  -- true while some lane of the tenant may have a due job
  ready boolean not null default false
);
call close_table('turns', '{oktually_operator, oktually_queue}');
grant select on turns to oktually_tenant, oktually_opener;
grant select, insert on turns to oktually_operator;
grant update (ready) on turns to oktually_operator;
grant select, update on turns to oktually_queue;
create index turns_next on turns (served_at, tenant_id) where ready;

create table lanes (
  tenant_id uuid not null references turns,
  -- what must be serial, for example `config:con_…`
  lane text not null,
  -- when the lane next wants attention: the first open job's time, the lease's end while it is leased, or infinity
  due_at timestamptz not null default 'infinity',
  -- true from the moment a poll saw it due until it is found to have nothing due
  ready boolean not null default false,
  served_at timestamptz not null default '-infinity',
  -- the fence: whoever writes results must show this token
  lease uuid,
  leased_until timestamptz not null default '-infinity',
  leased_by text,
  primary key (tenant_id, lane)
);
call close_table('lanes', '{oktually_operator, oktually_queue}');
grant select, insert on lanes to oktually_tenant, oktually_opener;
grant update (due_at) on lanes to oktually_tenant, oktually_opener, oktually_operator;
grant update (ready, lease, leased_until, leased_by) on lanes to oktually_opener;
grant delete on lanes to oktually_tenant, oktually_opener;
grant select on lanes to oktually_operator;
grant select, update on lanes to oktually_queue;
create index lanes_due on lanes (due_at) where not ready;
create index lanes_ready on lanes (tenant_id, served_at, lane) where ready;
create index lanes_leased on lanes (tenant_id, leased_until) where lease is not null;

create table jobs (
  tenant_id uuid not null,
  id uuid not null,
  lane text not null,
  kind text not null,
  -- ids only, never a secret
  payload jsonb not null default '{}',
  -- 1 queued, 2 running, 3 done, 4 failed, 5 cancelled
  state smallint not null default 1 check (state between 1 and 5),
  run_at timestamptz not null default now(),
  attempts int not null default 0,
  max_attempts int not null default 5,
  -- an operator has asked to stop it
  cancelled boolean not null default false,
  -- somebody wanted it while it ran: it runs once more
  hurried boolean not null default false,
  -- at most one open job of a kind with this text
  dedup text,
  -- why it failed or was put back, in words without values
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, lane) references lanes (tenant_id, lane) on delete cascade
);
call close_table('jobs', '{oktually_operator, oktually_queue}');
grant select, insert, update, delete on jobs to oktually_tenant, oktually_opener;
grant select on jobs to oktually_operator;
grant update (state, run_at, attempts, cancelled, error, finished_at) on jobs to oktually_operator;
grant select, update on jobs to oktually_queue;
create index jobs_open on jobs (tenant_id, lane, run_at, id) where state <= 2;
create unique index jobs_dedup on jobs (tenant_id, kind, dedup) where state <= 2;
create index jobs_by_age on jobs (tenant_id, created_at desc, id desc);
-- operators name a job by its id alone
create index jobs_by_id on jobs (id);
create index jobs_all_by_age on jobs (created_at desc, id desc);
create index jobs_by_state on jobs (state, created_at desc, id desc);
