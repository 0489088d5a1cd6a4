-- Whose browser a message waits for, so that it is erased with its user even when the subscription is long gone.
alter table push_message add column owner varchar(128) default '' not null;

delete from push_message where not exists
  (select 1 from push_subscription s where s.id = push_message.subscription_id);

update push_message set owner =
  coalesce((select s.owner from push_subscription s where s.id = push_message.subscription_id), '');

create index push_message_owner on push_message (owner);
