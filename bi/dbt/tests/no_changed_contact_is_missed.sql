-- The table has each contact as it is now, but for what changed during the lookback of the next run.
select c.account_id, c.channel, c.contact_id, c.changed_at, t.changed_at as changed_at_here
from {{ ref('stg_liveperson__contact') }} c
left join {{ ref('liveperson__contact') }} t
    on t.account_id = c.account_id and t.channel = c.channel and t.contact_id = c.contact_id
where c.changed_at < (
    select max(changed_at) - interval '{{ var("lp_warehouse_lookback") }}' from {{ ref('liveperson__contact') }}
) and t.changed_at is distinct from c.changed_at
