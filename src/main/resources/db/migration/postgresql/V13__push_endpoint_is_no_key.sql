-- Several users may claim one endpoint until one of them has proved that it is his, so a row is a user's claim and the
-- endpoint is no longer the key.
alter table push_subscription drop constraint push_subscription_pkey;
