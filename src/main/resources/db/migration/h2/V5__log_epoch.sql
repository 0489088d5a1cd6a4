insert into log_epoch (id, epoch) values (1, replace(cast(random_uuid() as varchar), '-', ''));
