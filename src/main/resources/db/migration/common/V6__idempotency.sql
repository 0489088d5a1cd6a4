-- The first answer to each request that named an Idempotency-Key; status is null while it is
-- carried out. The scope is the SHA-256 of user, method, path and key.
create table idempotent_request (
  scope char(64) primary key,
  claim char(32) not null,
  body_hash char(64) not null,
  claimed_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  status smallint,
  headers varchar(4000),
  body bytea
);

create index idempotent_request_created_at on idempotent_request (created_at);
