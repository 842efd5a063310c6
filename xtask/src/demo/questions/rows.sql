select 'conversation' as "table", count(*) as rows from liveperson.conversation
union all select 'conversation_skill', count(*) from liveperson.conversation_skill
union all select 'message', count(*) from liveperson.message
union all select 'transfer', count(*) from liveperson.transfer
union all select 'secure_form', count(*) from liveperson.secure_form
union all select 'agent_event', count(*) from liveperson.agent_event
