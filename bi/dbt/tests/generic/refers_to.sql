{% test refers_to(model, to, columns, parent_columns=none) %}
-- Every key, unless a part of it is NULL, has a row there, under the same names unless parent_columns says others. A relation of
-- several columns, which `relationships` has not.
{% set theirs = parent_columns or columns %}
select distinct {{ columns | join(', ') }}
from {{ model }} child
where {% for column in columns %}child.{{ column }} is not null and {% endfor %} not exists (
    select 1
    from {{ to }} parent
    where {% for column in columns %}parent.{{ theirs[loop.index0] }} = child.{{ column }}{% if not loop.last %} and {% endif %}{% endfor %}
)
{% endtest %}
