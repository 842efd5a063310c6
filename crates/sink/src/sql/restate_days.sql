restated as (
    insert into fact.restatement (account_id, day, measure_group, before, after, unit_ids, change_number, restated_at)
    select w.account_id, w.day, g.measure_group, g.before, g.after, u.unit_ids, $2, clock_timestamp()
    from written w
    join fact.complete_day d on d.account_id = w.account_id and d.day = w.day
    left join fact.day f on f.account_id = w.account_id and f.day = w.day
    cross join lateral (
        select coalesce(array_agg(distinct m.unit_id order by m.unit_id) filter (where m.unit_id is not null), '{}') as unit_ids
        from mark m
        where m.account_id = w.account_id and m.key = w.day::text
    ) u
    cross join lateral (
        select
            v.measure_group,
            jsonb_object_agg(n.key, o.value) as before,
            jsonb_object_agg(n.key, n.value) as after
        from (
            values
            ('volume', array[
                'chats', 'connected_chats', 'abandoned_chats', 'short_abandoned_chats', 'interactive_chats',
                'messaging_conversations'
            ]),
            ('service_level', array[
                'within_service_level_chats', 'service_level_chats', 'wait_avg_s', 'wait_median_s', 'wait_p90_s',
                'abandon_wait_avg_s'
            ]),
            ('handling', array['first_response_avg_s', 'handling_avg_s', 'duration_avg_s']),
            ('transfers', array['transferred_chats', 'transfer_known_chats']),
            ('surveys', array['surveyed_chats', 'scored_chats', 'survey_score_avg']),
            ('sales', array['chats_with_lead', 'chats_with_purchase']),
            ('agents', array['agents', 'online_s', 'online_chatting_s', 'chat_slot_s', 'capacity_slot_s'])
        ) as v (measure_group, measures)
        join lateral jsonb_each(to_jsonb(w)) as n on n.key = any (v.measures)
        left join lateral jsonb_each(to_jsonb(f)) as o on o.key = n.key
        where n.value is distinct from coalesce(o.value, 'null'::jsonb)
        group by v.measure_group
    ) g
)
