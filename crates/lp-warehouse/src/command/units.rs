//! `lp-warehouse units`: look at units, make them due, acknowledge them.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use model::{UnitId, UnitState};
use scheduler::{HandEnd, HandLoad, load_by_hand};
use sink::Sink;
use sink::units::{End, UnitFilter, UnitRow};

use super::table::{self, Column};
use super::{counted, minute};
use crate::assembly;
use crate::cli::{Filter, UnitsAckArgs, UnitsCommand, UnitsListArgs, UnitsLoadArgs, UnitsRetryArgs};
use crate::clock::machine_clock;
use crate::command::NOTHING_YET;
use crate::config::Config;
use crate::seed::machine_seed;
use crate::warehouse::Warehouse;

/// States a person would want to try again.
const FAILED_STATES: [UnitState; 3] = [UnitState::Failed, UnitState::Dead, UnitState::Gone];

/// What is listed of a unit.
const COLUMNS: [Column; 9] = [
    Column::Number("unit"),
    Column::Word("account"),
    Column::Word("feed"),
    Column::Word("state"),
    Column::Number("try"),
    Column::Text("until (UTC)"),
    Column::Number("records"),
    Column::Number("rejected"),
    Column::Text("name"),
];

/// Does what was asked.
pub(crate) async fn run(config: &Config, command: &UnitsCommand, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else {
        writeln!(out, "{NOTHING_YET}")?;
        return Ok(ExitCode::SUCCESS);
    };
    let sink = &warehouse.sink;
    let done = match command {
        UnitsCommand::List(args) => list(sink, args, out).await,
        UnitsCommand::Retry(args) => retry(sink, args, out).await,
        UnitsCommand::Load(args) => load(config, sink, args, out).await,
        UnitsCommand::Ack(args) => acknowledge(sink, args, out).await,
    };
    warehouse.close().await?;
    done
}

/// Units by what they have in common.
fn narrowed(filter: &Filter) -> UnitFilter {
    let account = filter.account.as_ref().map(|account| account.0.clone());
    UnitFilter { account, feed: filter.feed, ..UnitFilter::default() }
}

async fn list(sink: &Sink, args: &UnitsListArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let filter = UnitFilter { states: args.state.into_iter().collect(), ..narrowed(&args.filter) };
    let end = if args.oldest { End::Oldest } else { End::Newest };
    let units = sink.units_from(end, &filter, args.list.limit).await?;
    if args.list.json {
        serde_json::to_writer_pretty(&mut *out, &units)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    write_table(&units, out)?;
    let listed = units.len() as u64;
    let all = if listed == u64::from(args.list.limit) { sink.count_units(&filter).await? } else { listed };
    if all > listed {
        let more = all - listed;
        let other_end = if args.oldest { "without" } else { "with" };
        writeln!(
            out,
            "… and {more} more: --limit {all} lists all of them, {other_end} --oldest it begins at the other end"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_table(units: &[UnitRow], out: &mut impl Write) -> anyhow::Result<()> {
    if units.is_empty() {
        writeln!(out, "No such units.")?;
        return Ok(());
    }
    table::write_table(&COLUMNS, units.iter().map(row), out)?;
    Ok(())
}

fn row(unit: &UnitRow) -> [String; 9] {
    let count = |count: Option<i64>| count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    let error = unit.last_error.as_ref().filter(|_| unit.state != UnitState::Loaded.as_str());
    let error = error.or(unit.salvaged_because.as_ref());
    let acknowledged = if unit.is_acknowledged { " (acknowledged)" } else { "" };
    let error = error.map(|error| format!("\n{error}{acknowledged}")).unwrap_or_default();
    [
        unit.unit_id.to_string(),
        unit.account_id.clone(),
        unit.feed.clone(),
        unit.state.clone(),
        unit.attempts.to_string(),
        minute(unit.scope_end_at),
        count(unit.records_read),
        count(unit.records_rejected),
        format!("{}{error}", unit.name),
    ]
}

async fn retry(sink: &Sink, args: &UnitsRetryArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let now = machine_clock().now();
    let states = args.state.map_or_else(|| FAILED_STATES.to_vec(), |state| vec![state]);
    let (mut retried, mut code) = (0, ExitCode::SUCCESS);
    if args.chosen.ids.is_empty() {
        let filter = UnitFilter { states, ..narrowed(&args.chosen.filter) };
        if args.state == Some(UnitState::Loaded) && !args.yes {
            let loaded = counted(sink.count_units(&filter).await?, "loaded unit", "loaded units");
            bail!("{loaded} would be read again from LivePerson; nothing was done. Add --yes to do so");
        }
        retried = sink.retry_units(&filter, now).await?;
    }
    for id in &args.chosen.ids {
        let this = only(*id);
        let is_retried = sink.retry_units(&this, now).await? > 0;
        retried += u64::from(is_retried);
        if !is_retried {
            writeln!(out, "{}", not_retried(*id, sink.units(&this, 1).await?.first()))?;
            code = ExitCode::FAILURE;
        }
    }
    writeln!(out, "{} due now.", counted(retried, "unit is", "units are"))?;
    Ok(code)
}

async fn load(config: &Config, sink: &Sink, args: &UnitsLoadArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let id = args.id;
    let Some(unit) = sink.units(&only(id), 1).await?.into_iter().next() else {
        writeln!(out, "{}", no_such(id))?;
        return Ok(ExitCode::FAILURE);
    };
    let scheduler = assembly::scheduler(config, sink.clone(), machine_clock(), machine_seed())?;
    let wanted = HandLoad {
        unit: UnitId(id),
        feed: feeds::parse(&unit.feed)?,
        file: args.file.as_deref(),
        salvages: args.salvage,
    };
    match load_by_hand(&scheduler, wanted).await? {
        HandEnd::Refused(why) => {
            writeln!(out, "{id} was not loaded: {why}")?;
            return Ok(ExitCode::FAILURE);
        }
        HandEnd::HandedBack { why, state } => {
            writeln!(out, "{id} was not loaded, and is {state} as before: {why}")?;
            return Ok(ExitCode::FAILURE);
        }
        HandEnd::Loaded => {}
    }
    let loaded = sink.units(&only(id), 1).await?;
    let records = loaded.first().and_then(|unit| unit.records_read).unwrap_or(0);
    match loaded.first().and_then(|unit| unit.salvaged_because.as_ref()) {
        Some(because) => writeln!(out, "{id} is loaded in part, {records} records: {because}")?,
        None => writeln!(out, "{id} is loaded, {records} records.")?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn acknowledge(sink: &Sink, args: &UnitsAckArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let now = machine_clock().now();
    let (mut acknowledged, mut code) = (0, ExitCode::SUCCESS);
    let filter = narrowed(&args.chosen.filter);
    if args.chosen.ids.is_empty() {
        if !args.yes {
            let units = counted(sink.count_acknowledgeable(&filter).await?, "unit", "units");
            bail!(
                "{units} would be acknowledged, and no alert names them any more; nothing was done. Add --yes to do so"
            );
        }
        acknowledged = sink.acknowledge_units(&filter, now).await?;
    }
    for id in &args.chosen.ids {
        let this = only(*id);
        let is_acknowledged = sink.acknowledge_units(&this, now).await? > 0;
        acknowledged += u64::from(is_acknowledged);
        if !is_acknowledged {
            writeln!(out, "{}", not_acknowledged(*id, sink.units(&this, 1).await?.first()))?;
            code = ExitCode::FAILURE;
        }
    }
    writeln!(out, "{} acknowledged.", counted(acknowledged, "unit is", "units are"))?;
    Ok(code)
}

fn only(id: i64) -> UnitFilter {
    UnitFilter { ids: vec![UnitId(id)], ..UnitFilter::default() }
}

/// Why a unit was not made due.
fn not_retried(id: i64, unit: Option<&UnitRow>) -> String {
    let Some(unit) = unit else { return no_such(id) };
    match unit.state.parse() {
        Ok(UnitState::Leased) => format!("{id} is being loaded right now: not retried"),
        Ok(UnitState::Loaded) => format!("{id} is older than LivePerson keeps: not retried, it stays loaded"),
        Ok(UnitState::Gone) => {
            format!("{id} is older than LivePerson keeps: not retried; `units ack --id {id}` settles it")
        }
        Ok(UnitState::Pending | UnitState::Failed | UnitState::Dead) | Err(_) => changed_meanwhile(unit),
    }
}

/// Why a unit was not acknowledged.
fn not_acknowledged(id: i64, unit: Option<&UnitRow>) -> String {
    let Some(unit) = unit else { return no_such(id) };
    match unit.state.parse() {
        Ok(UnitState::Dead | UnitState::Gone | UnitState::Loaded) if unit.is_acknowledged => {
            format!("{id} is acknowledged already")
        }
        Ok(UnitState::Dead | UnitState::Gone) => changed_meanwhile(unit),
        _ => format!("{id} is {}; nothing to acknowledge", unit.state),
    }
}

fn no_such(id: i64) -> String {
    format!("{id}: no such unit; `lp-warehouse units list` shows their numbers")
}

/// A daemon had it at the moment it was asked for.
fn changed_meanwhile(unit: &UnitRow) -> String {
    format!("{} has become {} meanwhile; try again", unit.unit_id, unit.state)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn unit(state: UnitState, is_acknowledged: bool) -> UnitRow {
        UnitRow {
            unit_id: 440,
            account_id: "75555851".to_owned(),
            feed: "engagement_history".to_owned(),
            name: "2026-01-01T00:00Z/2026-01-01T01:00Z".to_owned(),
            scope_start_at: DateTime::UNIX_EPOCH,
            scope_end_at: DateTime::UNIX_EPOCH,
            state: state.as_str().to_owned(),
            attempts: 0,
            next_attempt_at: DateTime::UNIX_EPOCH,
            loaded_at: None,
            records_read: None,
            records_rejected: None,
            last_error: None,
            is_acknowledged,
            salvaged_because: None,
        }
    }

    #[test]
    fn a_unit_without_effect_is_told_why() {
        let check = |told: fn(i64, Option<&UnitRow>) -> String, unit: Option<UnitRow>, expected: &str| {
            let told = told(440, unit.as_ref());
            assert!(told.contains(expected), "{told}");
        };
        check(not_retried, None, "440: no such unit");
        check(not_retried, Some(unit(UnitState::Leased, false)), "440 is being loaded right now: not retried");
        check(not_retried, Some(unit(UnitState::Loaded, false)), "440 is older than LivePerson keeps: not retried");
        check(not_retried, Some(unit(UnitState::Gone, false)), "`units ack --id 440`");
        check(not_retried, Some(unit(UnitState::Dead, false)), "440 has become dead meanwhile");
        check(not_acknowledged, None, "440: no such unit");
        check(not_acknowledged, Some(unit(UnitState::Loaded, false)), "440 is loaded; nothing to acknowledge");
        check(not_acknowledged, Some(unit(UnitState::Dead, true)), "440 is acknowledged already");
        check(not_acknowledged, Some(unit(UnitState::Gone, false)), "440 has become gone meanwhile");
    }

    #[test]
    fn columns_stand_under_their_heads() {
        let mut out = Vec::new();
        write_table(&[unit(UnitState::Loaded, false)], &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let (head, line) = out.split_once('\n').unwrap();
        for (name, value) in
            [("feed", "engagement_history"), ("state", "loaded"), ("until", "1970-01-01"), ("name", "2026")]
        {
            assert_eq!(head.find(name), line.find(value), "{out}");
        }
    }
}
