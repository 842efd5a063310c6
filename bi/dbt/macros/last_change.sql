{% macro last_change(column='changed_at') %}
{#- Returns the moment from which an incremental run reads changes again: the newest that the table has, less the lookback. -#}
(select coalesce(max({{ column }}), '-infinity') - interval '{{ var("lp_warehouse_lookback", "1 hour") }}' from {{ this }})
{%- endmacro %}
