//! `lp-warehouse units`: look at units, make them due, acknowledge them.

use std::io::Write;

use model::{UnitId, UnitState};
use sink::Sink;
use sink::units::{UnitFilter, UnitRow};

use crate::cli::UnitsCommand;
use crate::clock::machine_clock;
use crate::command::NOTHING_YET;
use crate::config::Config;
use crate::warehouse::Warehouse;

/// States a person would want to try again.
const FAILED_STATES: [UnitState; 3] = [UnitState::Failed, UnitState::Dead, UnitState::Gone];

/// Does what was asked.
pub(crate) async fn run(config: &Config, command: &UnitsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else {
        writeln!(out, "{NOTHING_YET}")?;
        return Ok(());
    };
    let done = act(&warehouse.sink, command, out).await;
    warehouse.close().await?;
    done
}

async fn act(sink: &Sink, command: &UnitsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    let ids = |ids: &[i64]| ids.iter().copied().map(UnitId).collect::<Vec<_>>();
    let account = |account: &Option<model::AccountId>| account.as_ref().map(|account| account.0.clone());
    match command {
        UnitsCommand::List(args) => {
            let states = args.state.into_iter().collect();
            let filter =
                UnitFilter { account: account(&args.account), feed: args.feed, states, ..UnitFilter::default() };
            let units = sink.units(&filter, args.limit).await?;
            if args.json {
                serde_json::to_writer_pretty(&mut *out, &units)?;
                writeln!(out)?;
            } else {
                list(&units, out)?;
            }
        }
        UnitsCommand::Retry(args) => {
            let states = match (args.state, args.ids.is_empty()) {
                (Some(state), _) => vec![state],
                (None, true) => FAILED_STATES.to_vec(),
                (None, false) => Vec::new(),
            };
            let (ids, account) = (ids(&args.ids), account(&args.account));
            let filter = UnitFilter { ids, account, feed: args.feed, states, ..UnitFilter::default() };
            let retried = sink.retry_units(&filter, machine_clock().now()).await?;
            writeln!(out, "{retried} units are due now.")?;
        }
        UnitsCommand::Ack(args) => {
            let (ids, account) = (ids(&args.ids), account(&args.account));
            let filter = UnitFilter { ids, account, feed: args.feed, ..UnitFilter::default() };
            let acknowledged = sink.acknowledge_units(&filter, machine_clock().now()).await?;
            writeln!(out, "{acknowledged} dead or gone units are acknowledged.")?;
        }
    }
    Ok(())
}

fn list(units: &[UnitRow], out: &mut impl Write) -> anyhow::Result<()> {
    if units.is_empty() {
        writeln!(out, "No such units.")?;
        return Ok(());
    }
    writeln!(
        out,
        "{:>8}  {:<12} {:<15} {:<8} {:>3}  {:<17} {:>8} {:>8}  file",
        "unit", "account", "feed", "state", "try", "hour until (UTC)", "records", "rejected"
    )?;
    for unit in units {
        let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        writeln!(
            out,
            "{:>8}  {:<12} {:<15} {:<8} {:>3}  {:<17} {:>8} {:>8}  {}",
            unit.unit_id,
            unit.account_id,
            unit.feed,
            unit.state,
            unit.attempts,
            unit.scope_end_at.format("%Y-%m-%d %H:%M"),
            count(unit.records_read),
            count(unit.records_rejected),
            unit.name
        )?;
        if let Some(error) = unit.last_error.as_ref().filter(|_| unit.state != UnitState::Loaded.as_str()) {
            let acknowledged = if unit.is_acknowledged { " (acknowledged)" } else { "" };
            writeln!(out, "          {error}{acknowledged}")?;
        }
    }
    Ok(())
}
