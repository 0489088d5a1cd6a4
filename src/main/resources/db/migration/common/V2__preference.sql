-- One row per user who ever changed something; its version counts the changes.
create table preference_set (
  user_id varchar(128) primary key,
  version bigint not null
);

-- One row per choice; a choice not made has no row. '*' stands for all types and only mutes.
create table preference (
  user_id varchar(128) not null references preference_set,
  policy_type varchar(32) not null,
  channel_type varchar(32) not null,
  setting varchar(16) not null,
  primary key (user_id, policy_type, channel_type),
  constraint preference_setting check (setting in ('ENABLED', 'DISABLED')),
  constraint preference_mute
    check (setting = 'DISABLED' or (policy_type <> '*' and channel_type <> '*'))
);

create table preference_channel (
  user_id varchar(128) not null references preference_set,
  channel_type varchar(32) not null,
  address varchar(320),
  quiet_zone varchar(64),
  quiet_from time,
  quiet_to time,
  digest_at time,
  primary key (user_id, channel_type)
);
