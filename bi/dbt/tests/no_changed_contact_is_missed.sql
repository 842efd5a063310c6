-- The table has each contact as it is, up to the newest change that it has.
select c.account_id, c.channel, c.contact_id, c.change_number, t.change_number as change_number_here
from {{ ref('stg_liveperson__contact') }} c
left join {{ ref('liveperson__contact') }} t
    on t.account_id = c.account_id and t.channel = c.channel and t.contact_id = c.contact_id
where c.change_number <= (select max(change_number) from {{ ref('liveperson__contact') }})
    and t.change_number is distinct from c.change_number
