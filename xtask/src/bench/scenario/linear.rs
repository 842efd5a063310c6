//! Processor time per chat, from one file to a hundred: more data must not make a chat dearer.

use anyhow::Result;

use super::super::Bench;
use super::super::daemon::Work;
use super::super::report::{Figure, Goal, median};

/// The sizes, in terms of the smallest.
const TIMES: [u64; 3] = [1, 10, 100];

/// The smallest is this part of a first load.
const PART_OF_SIZE: u64 = 40;

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let database = bench.warehouse("warehouse")?;
    let url = database.url();
    let work = Work { database_url: &url, feeds: &["engagement"], settings: &[] };
    let smallest = bench.options.size / PART_OF_SIZE;
    let mut sets = Vec::new();
    for (set, times) in (0..).zip(TIMES) {
        sets.push(bench.files(set).of_chats(smallest * times, bench.interrupt)?);
    }
    let mut nothing_s = Vec::new();
    let mut per_chat_us = [const { Vec::new() }; TIMES.len()];
    for _ in bench.rounds() {
        bench.upstream.serve_files(Vec::new());
        database.clear(bench.interrupt)?;
        let nothing = bench.daemon.load(&work, bench.interrupt)?.cpu_s;
        nothing_s.push(nothing);
        for (made, per_chat_us) in sets.iter().zip(&mut per_chat_us) {
            bench.upstream.serve_files(made.files.clone());
            database.clear(bench.interrupt)?;
            let usage = bench.daemon.load(&work, bench.interrupt)?;
            database.expect_loaded(made.chats)?;
            per_chat_us.push((usage.cpu_s - nothing) * 1e6 / made.chats as f64);
        }
    }
    let [one, ten, hundred] = per_chat_us;
    let what = |times: u64| format!("processor time per chat, {} chats against {smallest}", smallest * times);
    let figure = |what: &str, unit, values| Figure::new("linear", what, unit, values);
    Ok(vec![
        figure(&what(TIMES[1]), "µs", ten).against(one.clone()).goal(Goal::FlatWithin(0.1)),
        figure(&what(TIMES[2]), "µs", hundred).against(one).goal(Goal::FlatWithin(0.1)),
        figure("taken off before: a run with nothing to load", "ms", vec![median(&nothing_s) * 1e3]),
    ])
}
