-- For mart.chat and mart.account: the few conversations without a start are found by their time in the queue, not by reading
-- all of them for each day.

create index conversation_account_id_queue_started_at_idx on liveperson.conversation (account_id, queue_started_at)
    where started_at is null;
