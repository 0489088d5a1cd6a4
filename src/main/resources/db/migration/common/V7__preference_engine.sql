alter table preference_channel add column zone varchar(64);

-- How what is sent in a cell comes; a cell without a row comes at once, seen or not.
create table preference_mode (
  user_id varchar(128) not null references preference_set,
  policy_type varchar(32) not null,
  channel_type varchar(32) not null,
  digest boolean not null,
  unseen_minutes integer not null,
  primary key (user_id, policy_type, channel_type),
  constraint preference_mode_cell check (policy_type <> '*' and channel_type <> '*')
);

-- What is wrong with a user's address.
create table preference_suppression (
  user_id varchar(128) not null references preference_set,
  channel_type varchar(32) not null,
  reason varchar(16) not null,
  primary key (user_id, channel_type)
);

-- The tenant that a user was last known to belong to.
create table user_tenant (
  user_id varchar(128) primary key,
  tenant varchar(64) not null
);

-- Types that were added to those of the configuration.
create table preference_policy_type (
  name varchar(32) primary key,
  class varchar(16) not null,
  title varchar(100),
  description varchar(500)
);

create table preference_channel_type (
  name varchar(32) primary key,
  address varchar(16) not null,
  immediate boolean not null,
  title varchar(100),
  description varchar(500)
);

-- What the platform (tenant '') or a tenant says about cells, beside the configuration.
create table preference_policy (
  tenant varchar(64) not null,
  policy_type varchar(32) not null,
  channel_type varchar(32) not null,
  setting varchar(16) not null,
  primary key (tenant, policy_type, channel_type),
  constraint preference_policy_setting check (setting in ('ENABLED', 'DISABLED', 'REQUIRED', 'FORBIDDEN')),
  constraint preference_policy_broad
    check (setting <> 'ENABLED' or (policy_type <> '*' and channel_type <> '*'))
);

-- Whoever changes the catalogue or a policy holds this row to the end of the transaction.
create table preference_lock (
  id smallint primary key check (id = 1),
  changes bigint not null
);
insert into preference_lock (id, changes) values (1, 0);

-- The compiled form, on which a fan-out joins: sets of policy types, each of which has its bit for ever.
-- Bit 63 is the sign and is not used.
create table preference_bit (
  policy_type varchar(32) primary key,
  bit smallint not null,
  constraint preference_bit_number unique (bit),
  constraint preference_bit_range check (bit between 0 and 62)
);

-- A tenant without rows of its own has none here; '' holds for it then.
create table preference_layer (
  tenant varchar(64) not null,
  channel_type varchar(32) not null,
  forbidden bigint not null,
  required bigint not null,
  by_tenant bigint not null,
  by_platform bigint not null,
  enabled bigint not null,
  primary key (tenant, channel_type)
);

create table preference_mask (
  user_id varchar(128) not null,
  channel_type varchar(32) not null,
  muted bigint not null,
  enabled bigint not null,
  disabled bigint not null,
  waiting bigint not null,
  suppressed varchar(16),
  primary key (user_id, channel_type)
);

-- Compiles what users chose before.
insert into preference_bit (policy_type, bit)
select policy_type, row_number() over (order by policy_type) - 1
from (select distinct policy_type from preference where policy_type <> '*') types;

insert into preference_mask (user_id, channel_type, muted, enabled, disabled, waiting)
select
  user_id,
  channel_type,
  case when max(for_all) = 1 then 9223372036854775807 else sum(case when channel_type = '*' then bit else 0 end) end,
  sum(case when channel_type <> '*' and setting = 'ENABLED' then bit else 0 end),
  sum(case when channel_type <> '*' and setting = 'DISABLED' then bit else 0 end),
  case when max(quiet) = 1 then 9223372036854775807 else 0 end
from (
  select
    p.user_id,
    p.channel_type,
    p.setting,
    case when p.policy_type = '*' then 1 else 0 end as for_all,
    coalesce(cast(power(2, b.bit) as bigint), 0) as bit,
    0 as quiet
  from preference p
  left join preference_bit b on b.policy_type = p.policy_type
  union all
  select user_id, channel_type, 'QUIET', 0, 0, 1
  from preference_channel
  where quiet_zone is not null
) rows_of_users
group by user_id, channel_type;
