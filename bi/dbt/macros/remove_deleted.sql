{% macro remove_deleted(keys) %}
{#- Removes the rows that mart has no more. `keys` has, for each relation of mart, how a row `t` matches the key of a deletion `d`.
    A row that came back has a greater number than its deletion. -#}
delete from {{ this }} t
using {{ source('mart', 'deletion') }} d
where d.account_id = t.account_id and d.change_number > t.change_number and (
{%- for relation, is_same in keys.items() %}
    d.relation = '{{ relation }}' and {{ is_same }}{% if not loop.last %} or{% endif %}
{%- endfor %}
)
{%- endmacro %}
