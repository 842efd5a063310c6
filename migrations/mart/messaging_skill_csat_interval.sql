create or replace view mart.messaging_skill_csat_interval as
select
    c.account_id, c.skill_id, coalesce(n.name, c.skill_id) as skill_name,
    c.interval_end_at - make_interval(secs => c.interval_s) as interval_started_at, c.interval_end_at, c.interval_s,
    c.csat_score1_answers as score1_answers, c.csat_score2_answers as score2_answers,
    c.csat_score3_answers as score3_answers, c.csat_score4_answers as score4_answers,
    c.csat_score5_answers as score5_answers, c.total_answers as answers, c.positive_answers,
    mart.share(c.positive_answers, c.total_answers) as positive_share,
    round(
        (
            c.csat_score1_answers + 2 * c.csat_score2_answers + 3 * c.csat_score3_answers + 4 * c.csat_score4_answers
            + 5 * c.csat_score5_answers
        )::numeric / nullif(
            c.csat_score1_answers + c.csat_score2_answers + c.csat_score3_answers + c.csat_score4_answers
            + c.csat_score5_answers, 0
        ), 2
    ) as score_avg,
    c.loaded_at as changed_at
from liveperson.messaging_csat c
left join mart.skill n on n.account_id = c.account_id and n.skill_id = c.skill_id
where c.grain = 'skill' and c.is_final and c.agent_id = '';
comment on view mart.messaging_skill_csat_interval is
    'Interval: How consumers rated conversations of messaging, as upstream counted it, one row per interval and '
    'skill that had answers. Upstream tells of it an hour at a time. Needs feed messaging_operations, which keeps 24 '
    'hours: what was not polled by then is missing for ever. Filter on account_id and interval_end_at.';
comment on column mart.messaging_skill_csat_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_skill_csat_interval.skill_id is 'The skill; -1 is unassigned.';
comment on column mart.messaging_skill_csat_interval.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.messaging_skill_csat_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.messaging_skill_csat_interval.interval_end_at is 'End of the interval, UTC.';
comment on column mart.messaging_skill_csat_interval.interval_s is
    'Length of the interval in seconds: an hour, or what had not been asked for yet.';
comment on column mart.messaging_skill_csat_interval.score1_answers is
    'Answers of 1 out of 5. Field csat_score1_answers.';
comment on column mart.messaging_skill_csat_interval.score2_answers is
    'Answers of 2 out of 5. Field csat_score2_answers.';
comment on column mart.messaging_skill_csat_interval.score3_answers is
    'Answers of 3 out of 5. Field csat_score3_answers.';
comment on column mart.messaging_skill_csat_interval.score4_answers is
    'Answers of 4 out of 5. Field csat_score4_answers.';
comment on column mart.messaging_skill_csat_interval.score5_answers is
    'Answers of 5 out of 5. Field csat_score5_answers.';
comment on column mart.messaging_skill_csat_interval.answers is 'Answers together. Field total_answers.';
comment on column mart.messaging_skill_csat_interval.positive_answers is 'Answers of 4 and 5. Field positive_answers.';
comment on column mart.messaging_skill_csat_interval.positive_share is
    'positive_answers / answers, 0 to 1; NULL without answers. Over several rows add up both and divide.';
comment on column mart.messaging_skill_csat_interval.score_avg is
    'Average of the answers, 1 to 5, to two digits; NULL without answers. Never average it over rows.';
comment on column mart.messaging_skill_csat_interval.changed_at is
    'When the interval was last stored or replaced here, UTC, clock of the database.';
