-- A chat that only Engagement History knows begins, in mart.chat, when it was requested. Without this index a question
-- about one day reads all chats of 13 months.

create index engagement_account_id_requested_at_idx on liveperson.engagement (account_id, requested_at);
