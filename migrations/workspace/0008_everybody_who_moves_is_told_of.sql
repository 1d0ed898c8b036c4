-- Of a join or a parting others are told of each contact that moved. The record of it names one of them, and
-- records that stand for an older join move nobody.

drop trigger customer_joined_told;

create trigger customer_moved_told after update of customer_id on contact
when new.customer_id <> old.customer_id and new.deleted_at is null and exists (select 1 from webhook_endpoint) begin
  insert into webhook_event (id, type, contact_id, data, at)
    select 'evt_' || lower(hex(randomblob(16))),
      case when r.action = 'leave' and r.at = new.updated_at then 'customer.unmerged' else 'customer.merged' end, new.id,
      json_object('contact_id', new.id, 'customer_id', new.customer_id, 'previous_customer_id', old.customer_id),
      new.updated_at
    from (select 1) left join identity_record r on r.place = (select max(place) from identity_record) limit 1;
end;
