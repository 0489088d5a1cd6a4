-- Each push service has a queue of its own, so that a slow one holds up nobody else.
alter table push_message add column host varchar(255) default '' not null;

update push_message set host =
  coalesce((select s.host from push_subscription s where s.id = push_message.subscription_id), '');

drop index push_message_due;
create index push_message_host_due on push_message (host, due_at);
