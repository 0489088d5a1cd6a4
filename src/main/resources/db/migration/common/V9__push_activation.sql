-- A push subscription is active once its browser sent back a token that only came to it through the push service. Of
-- the tokens only hashes are kept. After failures in a row the subscription rests until quarantined_until.
alter table push_subscription add column activation_hash varchar(64);
alter table push_subscription add column activation_until timestamp with time zone;
alter table push_subscription add column renewal_hash varchar(64);
alter table push_subscription add column failures integer default 0 not null;
alter table push_subscription add column quarantined_until timestamp with time zone;
create index push_subscription_key on push_subscription (vapid_key_id);
