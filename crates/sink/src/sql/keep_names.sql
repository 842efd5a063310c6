-- The keys come in order, so that two that write the same names wait for each other and do not meet crosswise. A name that is
-- known, or was seen later and not earlier, is not even locked: only what another transaction writes meanwhile reaches the update.
insert into mart.seen_name (account_id, dimension, id, attribute, value, seen_on, first_seen_on)
select $1, k.dimension, k.id, k.attribute, k.value, k.seen_on, nullif(k.first_seen_on, '1970-01-01')
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
    as k(dimension, id, attribute, value, seen_on, first_seen_on)
left join lateral (
    select true as is_known
    from mart.seen_name s
    where s.account_id = $1 and s.dimension = k.dimension and s.id = k.id and s.attribute = k.attribute
        and (s.seen_on, s.value collate "C") >= (k.seen_on, k.value)
        and (k.first_seen_on = '1970-01-01' or s.first_seen_on <= k.first_seen_on)
    limit 1
) s on true
where s.is_known is null
on conflict (account_id, dimension, id, attribute) do update set
    value = case when (seen_name.seen_on, seen_name.value collate "C") < (excluded.seen_on, excluded.value)
        then excluded.value else seen_name.value end,
    seen_on = greatest(seen_name.seen_on, excluded.seen_on),
    first_seen_on = least(seen_name.first_seen_on, excluded.first_seen_on)
where (seen_name.seen_on, seen_name.value collate "C") < (excluded.seen_on, excluded.value)
    or least(seen_name.first_seen_on, excluded.first_seen_on) is distinct from seen_name.first_seen_on
