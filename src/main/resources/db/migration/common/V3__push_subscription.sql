-- Browsers' web push endpoints. Whoever knows an endpoint and its auth secret may push to that browser: both are sealed,
-- and the endpoint is found by its SHA-256. The id is its owner's: it changes when the browser changes hands.
create table push_subscription (
  endpoint_hash varchar(64) primary key,
  id uuid not null,
  owner varchar(128) not null,
  host varchar(253) not null,
  endpoint bytea not null,
  p256dh bytea not null,
  auth bytea not null,
  expires_at timestamp with time zone,
  vapid_key_id varchar(16) not null,
  state varchar(20) not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version integer not null,
  constraint push_subscription_id unique (id)
);

create index push_subscription_owner on push_subscription (owner, updated_at);
