{% macro changed_since() %}
{#- Returns the greatest change number that the table has. Numbers become visible in their order, so a greater one is new. -#}
(select coalesce(max(change_number), 0) from {{ this }})
{%- endmacro %}
