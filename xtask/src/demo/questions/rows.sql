select 'conversation' as "table", count(*) as rows from liveperson.conversation
union all select 'conversation_skill', count(*) from liveperson.conversation_skill
union all select 'message', count(*) from liveperson.message
union all select 'transfer', count(*) from liveperson.transfer
union all select 'secure_form', count(*) from liveperson.secure_form
union all select 'agent_event', count(*) from liveperson.agent_event
union all select 'engagement', count(*) from liveperson.engagement
union all select 'engagement_line', count(*) from liveperson.engagement_line
union all select 'engagement_line_score', count(*) from liveperson.engagement_line_score
union all select 'survey_answer', count(*) from liveperson.survey_answer
union all select 'cobrowse_session', count(*) from liveperson.cobrowse_session
union all select 'engagement_attribute', count(*) from liveperson.engagement_attribute
union all select 'engagement_attribute_product', count(*) from liveperson.engagement_attribute_product
union all select 'engagement_activity', count(*) from liveperson.engagement_activity
union all select 'queue_health', count(*) from liveperson.queue_health
union all select 'agent_state_interval', count(*) from liveperson.agent_state_interval
union all select 'queue_state', count(*) from liveperson.queue_state
union all select 'sla_histogram', count(*) from liveperson.sla_histogram
