insert into log_epoch (id, epoch) values (1, replace(cast(gen_random_uuid() as varchar), '-', ''));
