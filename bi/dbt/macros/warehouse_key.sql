{% macro warehouse_key(id) %}
{#- Joins account and id to one text, for tools that relate tables by one column. NULL where the id is NULL. -#}
account_id || ':' || {{ id }}
{%- endmacro %}
