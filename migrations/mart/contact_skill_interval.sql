-- Two branches, so that a condition on account and end reaches the keys in each.
create or replace view mart.contact_skill_interval as
select
    k.account_id, k.channel, k.skill_id, coalesce(n.name, k.skill_id) as skill_name,
    k.interval_started_at, k.interval_end_at, k.interval_s,
    k.entered_contacts, k.connected_contacts, k.abandoned_contacts, k.abandonment_share, k.answer_wait_total_s,
    k.wait_avg_s, k.max_wait_s, k.waiting_avg, k.max_waiting, k.closed_contacts, k.handling_total_s,
    k.changed_at
from (
    select
        c.account_id, 'chat' as channel, c.skill_id, c.interval_started_at, c.interval_end_at, c.interval_s,
        c.entered_chats as entered_contacts, c.connected_chats as connected_contacts,
        c.abandoned_chats as abandoned_contacts, c.abandonment_share, c.answer_wait_total_s,
        round(c.answer_wait_total_s::numeric / nullif(c.connected_chats, 0), 3) as wait_avg_s,
        null::numeric as max_wait_s,
        round(c.queue_size_sum::numeric / nullif(c.queue_size_count, 0), 3) as waiting_avg,
        c.max_queue_size as max_waiting,
        c.closed_interactive_chats + c.closed_non_interactive_chats as closed_contacts,
        c.interactive_handling_total_s as handling_total_s,
        c.changed_at
    from mart.skill_interval c
    where c.interval_s = 300 and c.is_final
    union all
    select
        m.account_id, 'messaging', m.skill_id, m.interval_started_at, m.interval_end_at, m.interval_s,
        null, null,
        case when coalesce(m.human_abandoned_in_queue_segments, m.bot_abandoned_in_queue_segments) is not null then
            coalesce(m.human_abandoned_in_queue_segments, 0) + coalesce(m.bot_abandoned_in_queue_segments, 0)
        end,
        null, null, m.wait_avg_s, m.max_wait_s, round(m.waiting_conversations, 3), null, m.closed_conversations, null,
        m.changed_at
    from mart.messaging_skill_interval m
) k
left join mart.skill n on n.account_id = k.account_id and n.skill_id = k.skill_id;
comment on view mart.contact_skill_interval is
    'Interval: Queue of each skill over chat and messaging as upstream measured it, one row per interval, channel '
    'and skill that had data. A measure that a channel does not have is NULL; a definition stands in '
    'mart.skill_interval for chat and in mart.messaging_skill_interval for messaging. A chat takes minutes and a '
    'conversation days: group by channel, or compare counts alone. Final intervals of 5 minutes only: the one that '
    'is not over is left out. Needs feed operational for chat and messaging_operations for messaging, which keep 24 '
    'hours: what was not polled by then is missing for ever; while a feed is missing, so is its channel. Filter on '
    'account_id and interval_end_at.';
comment on column mart.contact_skill_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.contact_skill_interval.channel is 'chat or messaging.';
comment on column mart.contact_skill_interval.skill_id is 'The skill; -1 is unassigned.';
comment on column mart.contact_skill_interval.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.contact_skill_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.contact_skill_interval.interval_end_at is 'End of the interval, UTC.';
comment on column mart.contact_skill_interval.interval_s is 'Length of the interval in seconds: 300.';
comment on column mart.contact_skill_interval.entered_contacts is
    'Chats that entered the queue. NULL in messaging, whose queue is not counted so.';
comment on column mart.contact_skill_interval.connected_contacts is
    'Chats that an agent took from the queue. NULL in messaging.';
comment on column mart.contact_skill_interval.abandoned_contacts is
    'Chats whose visitor gave up in the queue; in messaging segments that the consumer left while waiting, of human '
    'agents and bots together.';
comment on column mart.contact_skill_interval.abandonment_share is
    'abandoned_contacts / (abandoned_contacts + connected_contacts), 0 to 1, as mart.contact.is_abandoned defines it, '
    'but of upstream''s own counts at the queue, which need not equal those of mart.contact. NULL when there were '
    'none, and in messaging.';
comment on column mart.contact_skill_interval.answer_wait_total_s is
    'Waiting time of the connected chats together, in seconds: for averages over rows divide sums by sums. NULL in '
    'messaging, which tells averages alone.';
comment on column mart.contact_skill_interval.wait_avg_s is
    'Average wait for an agent, in seconds, to three digits: of the chats connected; in messaging of the new '
    'conversations assigned, to a human agent or a bot.';
comment on column mart.contact_skill_interval.max_wait_s is
    'Longest wait for an agent in messaging, in seconds. NULL for chat.';
comment on column mart.contact_skill_interval.waiting_avg is
    'Contacts waiting on average: of chat by the samples that upstream took, in messaging as upstream reckons it.';
comment on column mart.contact_skill_interval.max_waiting is 'Most chats waiting at one moment. NULL in messaging.';
comment on column mart.contact_skill_interval.closed_contacts is
    'Chats or conversations that were closed in the interval.';
comment on column mart.contact_skill_interval.handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. NULL in messaging, whose unit upstream does '
    'not state: handling_total of mart.messaging_skill_interval.';
comment on column mart.contact_skill_interval.changed_at is
    'When the interval of any method was last stored or replaced here, UTC, clock of the database.';
