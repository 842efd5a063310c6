//! All files once more, though nothing changed: it has to be fast, and to write nothing.

use anyhow::Result;

use super::super::Bench;
use super::super::daemon::Work;
use super::super::report::{Figure, Goal};

pub(in crate::bench) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let made = bench.files(0).of_chats(bench.options.size, bench.interrupt)?;
    bench.upstream.serve_files(made.files);
    let database = bench.warehouse("warehouse")?;
    let url = database.url();
    let work = Work { database_url: &url, feeds: &["engagement"], settings: &[] };
    let (mut first_s, mut again_s, mut first_wal, mut again_wal, mut tuples) =
        <(Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    for _ in bench.rounds() {
        database.clear(bench.interrupt)?;
        let wal_before = database.wal_bytes()?;
        first_s.push(bench.daemon.load(&work, bench.interrupt)?.wall_s);
        first_wal.push(database.wal_bytes()? - wal_before);
        database.expect_loaded(made.chats)?;

        // What a first reader leaves behind on the pages is written now, and not by whom we watch.
        database.run_script("vacuum;\ncheckpoint;\n", bench.interrupt)?;
        bench.daemon.retry_loaded(&work, bench.interrupt)?;
        let (wal_before, tuples_before) = (database.wal_bytes()?, database.tuples_written()?);
        again_s.push(bench.daemon.load(&work, bench.interrupt)?.wall_s);
        again_wal.push(database.wal_bytes()? - wal_before);
        // Counted when the daemon's connections end, which they have.
        tuples.push(database.tuples_written()? - tuples_before);
        database.expect_loaded(made.chats)?;
    }
    let mb = |bytes: Vec<f64>| bytes.into_iter().map(|bytes| bytes / 1e6).collect();
    let figure = |what: &str, unit, values| Figure::new("reread", what, unit, values);
    Ok(vec![
        figure("time, against the first load", "s", again_s).against(first_s).goal(Goal::AtMost(0.3)),
        figure("rows of data written", "rows", tuples).goal(Goal::AtMost(0.0)),
        figure("WAL, against the first load", "MB", mb(again_wal)).against(mb(first_wal)).goal(Goal::AtMost(0.001)),
    ])
}
