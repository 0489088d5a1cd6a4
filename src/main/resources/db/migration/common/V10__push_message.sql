-- What waits to be pushed. Whoever takes a message moves due_at past its lease, so that it comes back by itself if its
-- taker dies. A row ends with its message; its subscription may end before it, and change hands, which changes its id.
create table push_message (
  id uuid primary key,
  subscription_id uuid not null,
  kind varchar(12) not null,
  payload bytea not null,
  thin boolean not null,
  urgency varchar(8) not null,
  topic varchar(32),
  attempts integer not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  due_at timestamp with time zone not null
);

create index push_message_due on push_message (due_at);
create index push_message_subscription on push_message (subscription_id, topic);
