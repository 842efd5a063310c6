//! `lp-warehouse facts`: takes over what loads marked, or calculates everything again.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use anyhow::{Context, bail};
use sink::Sink;
use sink::refresh::{RefreshRound, Refreshed};
use tokio::time::Instant;

use super::{NOTHING_YET, counted};
use crate::cli::FactsCommand;
use crate::config::Config;
use crate::shutdown::Shutdown;
use crate::warehouse::Warehouse;

/// While a daemon refreshes them, it is asked again after this.
const ELSEWHERE_PAUSE: Duration = Duration::from_secs(1);
/// Progress is printed this often.
const PROGRESS_EVERY: Duration = Duration::from_secs(5);

/// Refreshes, and says what was written.
pub(crate) async fn run(config: &Config, command: &FactsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    let shutdown = Shutdown::on_signals().context("the signals SIGTERM and SIGINT cannot be watched")?;
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else { bail!("{NOTHING_YET}") };
    let done = tokio::select! {
        done = refresh(&warehouse.sink, command, out) => done,
        () = shutdown.requested() => {
            writeln!(std::io::stderr(), "stopped; what is left is taken over by a daemon, or by `lp-warehouse facts refresh`")
                .map_err(anyhow::Error::from)
        }
    };
    warehouse.close().await?;
    done
}

async fn refresh(sink: &Sink, command: &FactsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    if !sink.prepare_facts().await? {
        bail!(
            "the tables of schema fact are those of another version of lp-warehouse; run that version, or `lp-warehouse migrate`"
        );
    }
    if let FactsCommand::Rebuild(args) = command {
        sink.mark_facts(args.account.as_ref().map(|account| account.as_str())).await?;
    }
    let progress = sink.completeness().await?;
    let (mut all, mut shown_at) = (Refreshed::default(), Instant::now());
    loop {
        let backlog = sink.fact_backlog().await?;
        if backlog.marks == 0 {
            break;
        }
        let mut round = RefreshRound::begin();
        while let Some(refreshed) = sink.refresh_facts(&mut round).await? {
            all.add(refreshed);
            if refreshed.is_elsewhere {
                tokio::time::sleep(ELSEWHERE_PAUSE).await;
                break;
            }
            if std::io::stderr().is_terminal() && shown_at.elapsed() >= PROGRESS_EVERY {
                shown_at = Instant::now();
                let left = counted(sink.fact_backlog().await?.marks, "mark is left", "marks are left");
                writeln!(std::io::stderr(), "{} written; {left}", counted(all.written, "row", "rows"))?;
            }
        }
    }
    sink.note_complete(&progress).await?;
    let refused = sink.fact_backlog().await?.refused;
    if refused > 0 {
        let refused = counted(refused, "mark", "marks");
        writeln!(
            std::io::stderr(),
            "The database refuses {refused}, whose facts stay as they were: `refused_because` in ingest.fact_mark says why."
        )?;
    }
    writeln!(
        out,
        "The facts are up to date: {} written, {} removed.",
        counted(all.written, "row", "rows"),
        counted(all.deleted, "row", "rows")
    )?;
    Ok(())
}
