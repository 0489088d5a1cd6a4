-- was_active says that the user had proved the endpoint once: what is pushed while the browser proves itself anew waits
-- for it.
alter table push_subscription drop constraint push_subscription_id;
alter table push_subscription add primary key (id);
alter table push_subscription add constraint push_subscription_claim unique (endpoint_hash, owner);
alter table push_subscription add column was_active boolean default false not null;
update push_subscription set was_active = true where state <> 'PENDING';

-- Subscriptions that the push service has ended. Their browsers' workers may still hold the secret that renews them.
create table push_ended (
  id uuid primary key,
  owner varchar(128) not null,
  host varchar(253) not null,
  created_at timestamp with time zone not null,
  renewal_hash varchar(64) not null,
  ended_at timestamp with time zone not null
);

create index push_ended_owner on push_ended (owner);
create index push_ended_at on push_ended (ended_at);
