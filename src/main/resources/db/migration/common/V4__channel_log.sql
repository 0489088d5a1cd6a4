-- How many publications each channel has had. The row is locked last in a transaction and held to
-- its commit, so the order of offsets is the order of commits. Rows are never deleted.
create table channel_counter (
  channel varchar(161) primary key,
  head bigint not null
);

create table channel_log (
  channel varchar(161) not null,
  log_offset bigint not null,
  message_id varchar(64) not null,
  event varchar(64) not null,
  sender varchar(128),
  published_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  content_type varchar(200) not null,
  headers text,
  body bytea not null,
  primary key (channel, log_offset)
);

create index channel_log_expires_at on channel_log (expires_at);

-- One row: the name of this database's history. A restored database gets a new one.
create table log_epoch (
  id smallint primary key check (id = 1),
  epoch varchar(32) not null
);
