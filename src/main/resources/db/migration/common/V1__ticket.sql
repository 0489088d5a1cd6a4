-- Single-use tickets; only the SHA-256 of each is kept.
create table ticket (
  hash char(64) primary key,
  caller varchar(8000) not null,
  expires_at timestamp with time zone not null
);

create index ticket_expires_at on ticket (expires_at);
