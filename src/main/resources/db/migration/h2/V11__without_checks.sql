-- H2 evaluates a check in the session that made it, and refuses every row once that session has ended: half an hour after
-- the migration, when the pool renews its connections. The code checks all of these itself; PostgreSQL keeps them.
alter table preference drop constraint preference_setting;
alter table preference drop constraint preference_mute;
alter table preference_mode drop constraint preference_mode_cell;
alter table preference_policy drop constraint preference_policy_setting;
alter table preference_policy drop constraint preference_policy_broad;
alter table preference_bit drop constraint preference_bit_range;

-- Checks without a name go with their tables.
create table preference_lock_kept as select id, changes from preference_lock;
drop table preference_lock;
create table preference_lock (
  id smallint primary key,
  changes bigint not null
);
insert into preference_lock (id, changes) select id, changes from preference_lock_kept;
drop table preference_lock_kept;

create table log_epoch_kept as select id, epoch from log_epoch;
drop table log_epoch;
create table log_epoch (
  id smallint primary key,
  epoch varchar(32) not null
);
insert into log_epoch (id, epoch) select id, epoch from log_epoch_kept;
drop table log_epoch_kept;
