-- When the token that names the tenant was issued; null if an operator says so, which no token changes.
alter table user_tenant add column claimed_at timestamp with time zone;
update user_tenant set claimed_at = timestamp with time zone '1970-01-01 00:00:00+00'
where not exists (
  select 1 from preference_event e
  where e.user_id = user_tenant.user_id and e.aspect = 'tenant' and e.source = 'ADMIN'
    and e.id = (select max(l.id) from preference_event l where l.user_id = user_tenant.user_id and l.aspect = 'tenant')
);

-- Whether a user ever named the policy type: then its bit stands in compiled rows and is never given to another.
alter table preference_bit add column named boolean default false not null;
update preference_bit set named = true
where policy_type in (select policy_type from preference union select policy_type from preference_mode);

-- What was held against an address that a user gave up, should he name it again.
create table preference_held (
  user_id varchar(128) not null references preference_set,
  channel_type varchar(32) not null,
  address_hash char(64) not null,
  reason varchar(16) not null,
  primary key (user_id, channel_type, address_hash)
);

-- Whether the user named an address of the channel type.
alter table preference_mask add column addressed boolean default false not null;
update preference_mask set addressed = true
where exists (
  select 1 from preference_channel c
  where c.user_id = preference_mask.user_id and c.channel_type = preference_mask.channel_type and c.address is not null
);
insert into preference_mask (user_id, channel_type, muted, enabled, disabled, waiting, addressed)
select c.user_id, c.channel_type, 0, 0, 0, 0, true
from preference_channel c
where c.address is not null and not exists (
  select 1 from preference_mask m where m.user_id = c.user_id and m.channel_type = c.channel_type
);
