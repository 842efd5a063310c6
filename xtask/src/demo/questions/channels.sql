-- How many contacts did chat and messaging bring, how long did they wait, and how many were transferred?
select
    c.account_id,
    c.channel,
    count(*) as contacts,
    count(*) filter (where c.is_open) as open,
    count(*) filter (where c.is_abandoned) as abandoned,
    count(*) filter (where c.is_transferred) as transferred,
    round(avg(c.wait_s)) as average_wait_s,
    round(avg(c.first_response_s)) as average_first_response_s,
    round(avg(c.survey_score), 2) as average_score
from mart.contact c
group by c.account_id, c.channel
order by c.account_id, c.channel;
