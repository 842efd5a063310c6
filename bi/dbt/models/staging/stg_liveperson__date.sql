select
    day, year, quarter, month, month_start, iso_year, iso_week, week_start, day_of_week, day_name, is_weekend
from {{ source('mart', 'date') }}
