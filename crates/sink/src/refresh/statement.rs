//! The statement that brings a table of schema `fact` up to date.

use super::table::{DatedBy, FactTable, Subject};

/// Returns the statement that calculates what the marks `$1` name and writes the rows that are different now, with the change number
/// `$2`. Rows that are there are looked up by the key (the limits see to it), however many the table has. `columns` are those of the
/// query. The statement answers how many rows it wrote and how many it removed.
pub(super) fn refresh(table: &FactTable, columns: &[String]) -> String {
    let FactTable { name, shown_as, query, .. } = table;
    let is_key = |column: &str| column == "account_id" || column == table.scope() || table.key.contains(&column);
    let (key, others): (Vec<&str>, Vec<&str>) = columns.iter().map(String::as_str).partition(|column| is_key(column));
    let same_key = key.iter().map(|column| format!("f.{column} = n.{column}")).collect::<Vec<_>>().join(" and ");
    let scope = table.scope();
    let marked = if table.is_by_day() { "m.key::date as day" } else { &format!("m.key as {scope}") };
    format!(
        "with mark as materialized (
            select m.account_id, m.key, m.unit_id from ingest.fact_mark m where m.mark_id = any($1)
        ), marked as materialized (
            select distinct m.account_id, {marked} from mark m
        ), made as materialized (
            {query}
        ), changed as materialized (
            select n.* from made n
            left join lateral (select f.* from fact.{name} f where {same_key} limit 1) f on true
            where f.account_id is null or ({new}) is distinct from ({old})
        ), written as (
            insert into fact.{name} ({plain}, change_number, changed_at)
            select {plain}, $2, clock_timestamp() from changed
            on conflict ({key}) do update set {set}
            returning *
        ), gone as (
            delete from fact.{name} f using marked m
            where f.account_id = m.account_id and f.{scope} = m.{scope}
                and not exists (select from made n where {same_key})
            returning f.*
        ), noted as (
            insert into fact.deletion (relation, account_id, key, change_number, deleted_at)
            select '{shown_as}', g.account_id, jsonb_build_object({key_object}), $2, clock_timestamp() from gone g
        ){further}
        select (select count(*) from written) as written, (select count(*) from gone) as deleted",
        new = each(columns, |column| format!("n.{column}")),
        old = each(columns, |column| format!("f.{column}")),
        plain = columns.join(", "),
        set = each(&[&others[..], &["change_number", "changed_at"]].concat(), |column| {
            format!("{column} = excluded.{column}")
        }),
        key_object = each(&key[1..], |column| format!("'{column}', g.{column}")),
        key = key.join(", "),
        further = further(table, &same_key),
    )
}

fn each(columns: &[impl AsRef<str>], of: impl Fn(&str) -> String) -> String {
    columns.iter().map(|column| of(column.as_ref())).collect::<Vec<_>>().join(", ")
}

/// What else is written when rows change: the marks of their days, or the restatement of a day.
fn further(table: &FactTable, same_key: &str) -> String {
    if table.name == "day" {
        return format!(", {}", include_str!("../sql/restate_days.sql"));
    }
    let Some(dated_by) = table.dated_by else { return String::new() };
    let (name, scope) = (table.name, table.scope());
    let row = |alias: &str| {
        let day = match dated_by {
            DatedBy::Start => format!("mart.account_day({alias}.account_id, {alias}.started_at)"),
            DatedBy::Day => format!("{alias}.day"),
        };
        format!("select {alias}.account_id, {alias}.{scope}::text as key, {day} as day")
    };
    // A conversation of messaging stands in for the chat that Data Access has of it.
    let twin = match table.subject {
        Subject::MessagingConversation => {
            "union all
                select c.account_id, c.chat_id, mart.account_day(c.account_id, c.started_at)
                from fact.chat c join written w on w.account_id = c.account_id and w.conversation_id = c.chat_id"
        }
        _ => "",
    };
    format!(
        ", days as (
            insert into ingest.fact_mark (subject, account_id, key, unit_id)
            select distinct 'contact_day', t.account_id, t.day::text, m.unit_id
            from (
                {written} from written w
                union all {gone} from gone g
                union all {before} from changed n
                    cross join lateral (select f.* from fact.{name} f where {same_key} limit 1) f
                {twin}
            ) t
            left join mark m on m.account_id = t.account_id and m.key = t.key
            where t.day is not null
        )",
        written = row("w"),
        gone = row("g"),
        before = row("f"),
    )
}
