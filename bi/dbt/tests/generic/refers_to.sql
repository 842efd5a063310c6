{% test refers_to(model, to, columns) %}
-- Every key, unless a part of it is NULL, has a row there. A relation of several columns, which `relationships` has not.
select distinct {{ columns | join(', ') }}
from {{ model }} child
where {% for column in columns %}child.{{ column }} is not null and {% endfor %} not exists (
    select 1
    from {{ to }} parent
    where {% for column in columns %}parent.{{ column }} = child.{{ column }}{% if not loop.last %} and {% endif %}{% endfor %}
)
{% endtest %}
