//! Fresh files into a warehouse that already holds 50 times as much, against an empty one.

use anyhow::Result;

use super::super::Bench;
use super::super::daemon::Work;
use super::super::data::CHATS_PER_SET_MAX;
use super::super::report::{Figure, Goal};
use super::super::warehouse::Database;

/// How many times as much.
const TIMES: u64 = 50;

/// The fresh files are this part of a first load: the rest has to be made 50 times.
const PART_OF_SIZE: u64 = 6;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let chats = bench.options.size / PART_OF_SIZE;
    let (empty, grown) = (bench.warehouse("warehouse")?, bench.warehouse("grown")?);
    let load = |database: &Database<'_>| {
        let work = Work { database_url: &database.url(), feeds: &["engagement"], settings: &[] };
        bench.daemon.load(&work, bench.interrupt)
    };
    bench.upstream.serve_files(bench.files(0).of_chats(chats, bench.interrupt)?.files);
    load(&grown)?;
    grown.expect_loaded(chats)?;
    eprintln!("    growing");
    grow(&grown, bench)?;
    let (mut into_grown_s, mut into_empty_s) = (Vec::new(), Vec::new());
    for round in bench.rounds() {
        let made = bench.files(u64::from(round)).of_chats(chats, bench.interrupt)?;
        bench.upstream.serve_files(made.files);
        empty.clear(bench.interrupt)?;
        grown.run_script("checkpoint;\n", bench.interrupt)?;
        into_grown_s.push(load(&grown)?.wall_s);
        into_empty_s.push(load(&empty)?.wall_s);
        empty.expect_loaded(made.chats)?;
        grown.expect_loaded(made.chats * u64::from(round + 1))?;
    }
    let rows = grown.rows()? as f64 / 1e6;
    let time = Figure::new("grown", "time, against an empty warehouse", "s", into_grown_s);
    bench.server.drop_database("grown")?;
    Ok(vec![
        time.against(into_empty_s).goal(Goal::AtMost(1.2)),
        Figure::new("grown", "rows in the grown warehouse at the end", "millions", vec![rows]),
    ])
}

/// Copies what is there 49 times, with ids as older chats have: smaller ones.
fn grow(database: &Database<'_>, bench: &Bench<'_>) -> Result<()> {
    const KEY_PREFIX: &str = "account_id, conversation_id";
    let mut script = String::new();
    for table in ["conversation", "conversation_skill", "message", "transfer"] {
        let others = database.ask(&format!(
            "select string_agg(quote_ident(column_name), ', ' order by ordinal_position)
             from information_schema.columns where table_schema = 'liveperson' and table_name = '{table}'
             and column_name not in ('account_id', 'conversation_id')"
        ))?;
        script.push_str(&format!(
            "insert into liveperson.{table} ({KEY_PREFIX}, {others})
             select account_id, account_id || (substr(conversation_id, length(account_id) + 1)::bigint
                 - copy * {CHATS_PER_SET_MAX}), {others}
             from generate_series({}, 1, -1) copy, (select * from liveperson.{table} order by conversation_id) original;\n",
            TIMES - 1
        ));
    }
    script.push_str("vacuum analyze;\ncheckpoint;\n");
    database.run_script(&script, bench.interrupt).map(drop)
}
