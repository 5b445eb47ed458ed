-- The System Log: where it is followed, its events, and what rules saw in them.

-- Longest time for which anybody's events are kept, in days; a tenant's own is shorter or the same.
alter table tenants add column log_days smallint not null default 90 check (log_days between 1 and 400);
grant update (log_days) on tenants to oktually_tenant;
grant select (log_days) on tenants to oktually_queue;

alter table connections
  -- false: the log is not read
  add column log_enabled boolean not null default true,
  -- how far back the first look at the log goes; Okta keeps 90 days
  add column log_lookback_days smallint not null default 7 check (log_lookback_days between 0 and 90);

-- Where the log of a connection is followed. Its row is what a page's commit locks, so that numbers become visible in their order.
create table log_positions (
  tenant_id uuid not null,
  connection_id uuid not null,
  -- where to ask next: path and query; null before the first page, and after a refusal
  cursor text,
  -- Okta's id of the org that gave the cursor
  org_id text,
  -- version of the credential it was last used with: another one first asks which org answers
  credential_version int,
  -- where the reading began, or began anew
  since timestamptz not null,
  -- greatest number given to an event of this connection
  seq bigint not null default 0,
  -- time of the latest event; late ones do not take it back
  last_published timestamptz,
  -- when a page was last taken in
  last_page_at timestamptz,
  -- when the end of the log was last reached
  caught_up_at timestamptz,
  -- counted since the beginning: taken in, delivered again, delivered more than five minutes late, not understood, found by comparing an older hour
  events bigint not null default 0,
  repeated bigint not null default 0,
  late bigint not null default 0,
  unreadable bigint not null default 0,
  recovered bigint not null default 0,
  requests bigint not null default 0,
  -- until when older hours were compared
  compared_until timestamptz,
  -- why it stands still, as a problem code, and in words; null while all is well
  trouble text,
  trouble_detail text,
  trouble_since timestamptz,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('log_positions', '{oktually_operator}');
grant select on log_positions to oktually_tenant, oktually_operator;
grant select, insert, update, delete on log_positions to oktually_opener;

-- Where the reading was broken off and taken up again.
create table log_breaks (
  tenant_id uuid not null,
  connection_id uuid not null,
  id uuid not null,
  -- 1 restart: Okta refused the position, and reading began anew with an overlap; 2 gap: what lies between is lost, since Okta keeps it no longer
  kind smallint not null check (kind in (1, 2)),
  at timestamptz not null default now(),
  -- read again (of a restart) or missing (of a gap)
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null,
  primary key (tenant_id, connection_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('log_breaks');
grant select on log_breaks to oktually_tenant;
grant select, insert, delete on log_breaks to oktually_opener;

-- The events, in a partition for each day. What has no time, or one that is more than a day ahead of ours, stands in 1970: the place of an
-- event must follow from the event alone, so that a repeated one meets itself.
create table events (
  tenant_id uuid not null,
  connection_id uuid not null,
  -- when it happened, as Okta says
  published timestamptz not null,
  uuid text collate "C" not null,
  -- numbers of a connection grow in the order in which they become visible; some are never given
  seq bigint not null,
  received_at timestamptz not null default now(),
  event_type text collate "C" not null,
  -- 1 DEBUG, 2 INFO, 3 WARN, 4 ERROR; null if it is another word
  severity smallint,
  outcome text collate "C",
  actor_id text collate "C",
  actor_name text collate "C",
  address inet,
  country text collate "C",
  -- what it can be found by: words of its texts, ids and names of its targets, and of session, transaction and token
  terms text[] not null,
  -- all of it, packed as oktually_core::log::pack writes
  raw bytea not null,
  primary key (tenant_id, published, connection_id, uuid)
) partition by range (published);
call close_table('events');
grant select on events to oktually_tenant;
grant select, insert, delete on events to oktually_opener;
create index events_by_number on events (tenant_id, connection_id, seq);
create index events_by_type on events (tenant_id, event_type, published);
create index events_by_actor on events (tenant_id, actor_id, published);
create index events_by_address on events (tenant_id, address, published);
create index events_by_id on events (tenant_id, uuid);
alter table events alter column raw set storage external;
create table events_unplaced partition of events for values from (minvalue) to ('2000-01-01 00:00+00');
call close_table('events_unplaced');

-- In which hours a term occurs: a search reads those hours alone. Written once for an hour, however often the term comes.
create table event_terms (
  tenant_id uuid not null,
  term text collate "C" not null,
  hour timestamptz not null,
  connection_id uuid not null,
  primary key (tenant_id, term, hour, connection_id)
) partition by range (hour);
call close_table('event_terms');
grant select on event_terms to oktually_tenant;
grant select, insert, delete on event_terms to oktually_opener;
create table event_terms_unplaced partition of event_terms for values from (minvalue) to ('2000-01-01 00:00+00');
call close_table('event_terms_unplaced');

-- What correlations keep of events until their window has passed.
create table detection_marks (
  tenant_id uuid not null,
  connection_id uuid not null,
  rule text collate "C" not null,
  -- what the events have in common: a user, an address, a session
  shared text collate "C" not null,
  at timestamptz not null,
  uuid text collate "C" not null,
  -- which of the rule's parts it answers
  part smallint not null,
  vals jsonb not null,
  primary key (tenant_id, connection_id, rule, shared, at, uuid, part)
);
call close_table('detection_marks');
grant select, insert, delete on detection_marks to oktually_opener;

-- What rules saw: an event, or several that belong together. Those of one subject are one finding.
create table detection_hits (
  tenant_id uuid not null,
  connection_id uuid not null,
  rule text collate "C" not null,
  subject_kind text not null,
  subject_id text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- the event's uuid; of a correlation, what its events have in common
  key text collate "C" not null,
  subject_name text,
  -- 1 critical, 2 high, 3 medium, 4 low, 5 info
  severity smallint not null check (severity between 1 and 5),
  events text[] not null,
  -- of all events that belong to it, of which `events` names a hundred at most
  count int not null,
  words text not null,
  seen_at timestamptz not null default now(),
  primary key (tenant_id, connection_id, rule, subject_kind, subject_id, from_at, key)
);
call close_table('detection_hits');
grant select on detection_hits to oktually_tenant;
grant select, insert, update, delete on detection_hits to oktually_opener;
create index detection_hits_by_time on detection_hits (tenant_id, from_at, rule, key);
create index detection_hits_of_correlation on detection_hits (tenant_id, connection_id, rule, key, from_at);

-- How a tenant has a rule: switched off, of another severity, not for certain subjects.
create table detection_settings (
  tenant_id uuid not null references tenants,
  rule text collate "C" not null,
  enabled boolean not null default true,
  -- 1 critical … 5 info; null: as the rule says
  severity smallint check (severity between 1 and 5),
  -- [{"field": "actor.id", "value": "00u…", "reason": "…"}, …]: events of which all of one entry is true are left out
  exceptions jsonb not null default '[]',
  revision int not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (tenant_id, rule)
);
call close_table('detection_settings');
grant select, insert, update, delete on detection_settings to oktually_tenant, oktually_opener;

-- A tenant's own Sigma rules.
create table detection_rules (
  tenant_id uuid not null references tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  -- Sigma's YAML, as it was given
  source text not null check (length(source) <= 65536),
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  revision int not null default 1,
  primary key (tenant_id, id)
);
call close_table('detection_rules');
grant select, insert, update, delete on detection_rules to oktually_tenant, oktually_opener;

-- What the last analysed run knew of an org that rules ask for: who administers it, what matters most.
create table org_knowledge (
  tenant_id uuid not null,
  connection_id uuid not null,
  run_id uuid not null,
  body jsonb not null,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id) on delete cascade
);
call close_table('org_knowledge');
grant select on org_knowledge to oktually_tenant;
grant select, insert, update, delete on org_knowledge to oktually_opener;

-- A day's partitions, if they are not there. Attached, not created in place, so that readers and writers of other days go on.
create function make_log_day(day date) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  parent text;
  part text;
begin
  foreach parent in array array['events', 'event_terms'] loop
    part := parent || '_' || to_char(day, 'YYYYMMDD');
    if to_regclass(part) is null then
      perform pg_advisory_xact_lock(hashtext('make_log_day'));
      if to_regclass(part) is null then
        execute format('create table %I (like %I including all)', part, parent);
        execute format('call close_table(%L)', part);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part,
          day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
      end if;
    end if;
  end loop;
end $$;
revoke execute on function make_log_day(date) from public;
grant execute on function make_log_day(date) to oktually_queue;

-- Drops the days that are older than anybody keeps. Tells how many.
create function drop_log_days(longest int) returns int
  language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  part record;
  dropped int := 0;
begin
  for part in
    select child.relname
    from pg_inherits
    join pg_class parent on parent.oid = inhparent
    join pg_class child on child.oid = inhrelid
    where parent.relname in ('events', 'event_terms') and child.relname ~ '_[0-9]{8}$'
      and to_date(right(child.relname, 8), 'YYYYMMDD') < (now() at time zone 'UTC')::date - longest
  loop
    execute format('drop table %I', part.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke execute on function drop_log_days(int) from public;
grant execute on function drop_log_days(int) to oktually_queue;
