-- Whose a row is, so that it can be handed out and erased. Rows from before have no user; they end within a day.
alter table ticket add column user_id varchar(128);
alter table idempotent_request add column user_id varchar(128);

create index ticket_user on ticket (user_id);
create index idempotent_request_user on idempotent_request (user_id);
create index preference_event_actor on preference_event (actor);
