//! `lp-warehouse rejects`: look into the quarantine, and decide.

use std::io::Write;

use anyhow::bail;
use model::{AccountId, Position};
use normalizer::{DecodeLimits, KeptRecord, decode_kept_record};
use sink::Sink;
use sink::rejects::{Decision, RejectDetails, RejectFilter, RejectRow, RetriedRejects};

use crate::cli::{RejectsChosen, RejectsCommand, RejectsFilter};
use crate::clock::machine_clock;
use crate::command::table::{self, Column};
use crate::command::{NOTHING_YET, counted, minute, this_user};
use crate::config::Config;
use crate::warehouse::Warehouse;

/// What is listed of a record.
const COLUMNS: [Column; 7] = [
    Column::Number("reject"),
    Column::Word("account"),
    Column::Word("feed"),
    Column::Text("since (UTC)"),
    Column::Word("reason"),
    Column::Number("bytes"),
    Column::Text("from"),
];

/// Does what was asked.
pub(crate) async fn run(config: &Config, command: &RejectsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(warehouse) = Warehouse::visit_loaded(config).await? else {
        writeln!(out, "{NOTHING_YET}")?;
        return Ok(());
    };
    let done = act(config, &warehouse.sink, command, out).await;
    warehouse.close().await?;
    done
}

async fn act(config: &Config, sink: &Sink, command: &RejectsCommand, out: &mut impl Write) -> anyhow::Result<()> {
    match command {
        RejectsCommand::List(args) => {
            let filter = RejectFilter { with_closed: args.all, ..narrowed(&args.filter) };
            let rejects = sink.rejects(&filter, args.list.limit).await?;
            if args.list.json {
                serde_json::to_writer_pretty(&mut *out, &rejects)?;
                writeln!(out)?;
            } else {
                list(&rejects, out)?;
            }
        }
        RejectsCommand::Show(args) => match sink.reject(args.id).await? {
            None => {
                bail!("no record of the quarantine has the number {}; see `lp-warehouse rejects list --all`", args.id)
            }
            Some(details) if args.record => out.write_all(&details.record)?,
            Some(details) => show(&details, out)?,
        },
        RejectsCommand::Retry(args) => {
            let decision = decision(args.actor.as_deref(), args.because.as_deref().unwrap_or_default());
            retry(sink, &chosen(&args.chosen), &decision, config.work.decode, out).await?;
        }
        RejectsCommand::Discard(args) => {
            let filter = chosen(&args.chosen);
            if filter.ids.is_empty() && !args.yes {
                let records = counted(sink.count_rejects(&filter).await?, "record", "records");
                bail!("{records} would be discarded for good; nothing was done. Add --yes to do so");
            }
            let decision = decision(args.actor.as_deref(), &args.because);
            let discarded = sink.discard_rejects(&filter, &decision).await?;
            writeln!(out, "{} discarded.", counted(discarded, "record is", "records are"))?;
        }
    }
    Ok(())
}

/// Stores what is to be had from the quarantine alone; of the rest the units are made due.
async fn retry(
    sink: &Sink,
    chosen: &RejectFilter,
    decision: &Decision,
    limits: DecodeLimits,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let now = machine_clock().now();
    let mut stored = 0;
    for reject_id in sink.kept_records(chosen, now).await? {
        stored += u32::from(restore(sink, reject_id, decision, limits).await?);
    }
    if stored > 0 {
        writeln!(out, "{stored} records of files that LivePerson has deleted are stored from what was kept of them.")?;
    }
    let RetriedRejects { records, units, left } = sink.retry_rejects(chosen, decision, now).await?;
    writeln!(out, "{units} units are due now; {records} open records were read from them.")?;
    if left > 0 {
        writeln!(
            out,
            "{left} records stay as they are: their units are being loaded, or LivePerson has deleted them and the record \
             still does not fit. `lp-warehouse rejects show ID --record` prints one."
        )?;
    }
    Ok(())
}

async fn restore(sink: &Sink, reject_id: i64, decision: &Decision, limits: DecodeLimits) -> anyhow::Result<bool> {
    let Some(details) = sink.reject(reject_id).await? else { return Ok(false) };
    let RejectDetails { row, header, record, .. } = details;
    let (feed, account) = (feeds::parse(&row.feed)?, AccountId(row.account_id));
    let Some(shape) = feeds::file_shape(feed) else { return Ok(false) };
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let position =
        Position { document: number(row.document), record: number(row.record), offset_bytes: number(row.offset_bytes) };
    let kept = KeptRecord { record_kind: &row.record_kind, header: &header, record: &record, position };
    let (batch, decoded) = decode_kept_record(shape, &account, kept, limits)?;
    Ok(sink.restore(feed, reject_id, &batch, &decoded.drift, decision).await?)
}

fn narrowed(filter: &RejectsFilter) -> RejectFilter {
    let account = filter.unit.account.as_ref().map(|AccountId(account)| account.clone());
    RejectFilter { account, feed: filter.unit.feed, reason: filter.reason.clone(), ..RejectFilter::default() }
}

fn chosen(chosen: &RejectsChosen) -> RejectFilter {
    RejectFilter { ids: chosen.ids.clone(), ..narrowed(&chosen.filter) }
}

/// Who decides: as said, or whoever runs this process.
fn decision(actor: Option<&str>, reason: &str) -> Decision {
    Decision { actor: actor.map_or_else(this_user, str::to_owned), reason: reason.to_owned() }
}

fn list(rejects: &[RejectRow], out: &mut impl Write) -> anyhow::Result<()> {
    if rejects.is_empty() {
        writeln!(out, "No such records.")?;
        return Ok(());
    }
    table::write_table(&COLUMNS, rejects.iter().map(row), out)?;
    Ok(())
}

fn row(reject: &RejectRow) -> [String; 7] {
    let closed = reject.resolution.as_ref().map(|resolution| format!(" ({resolution})")).unwrap_or_default();
    [
        reject.reject_id.to_string(),
        reject.account_id.clone(),
        reject.feed.clone(),
        minute(reject.rejected_at),
        reject.reason.clone(),
        reject.record_len.to_string(),
        format!("{} at {}{closed}\n{}", reject.unit_name, place(reject), reject.detail),
    ]
}

fn show(details: &RejectDetails, out: &mut impl Write) -> anyhow::Result<()> {
    let RejectDetails { row, actions, header, .. } = details;
    writeln!(out, "reject {} of account {}, feed {}", row.reject_id, row.account_id, row.feed)?;
    writeln!(out, "  {}: {}", row.reason, row.detail)?;
    writeln!(out, "  from unit {}, {}, at {}", row.unit_id, row.unit_name, place(row))?;
    writeln!(out, "  {} bytes, under a header of {} bytes", row.record_len, header.len())?;
    writeln!(out, "  in the quarantine since {} UTC", minute(row.rejected_at))?;
    match (&row.resolution, row.closed_at) {
        (Some(resolution), Some(closed_at)) => writeln!(out, "  {resolution} at {} UTC", minute(closed_at))?,
        _ => writeln!(out, "  open")?,
    }
    for action in actions {
        let because = if action.reason.is_empty() { String::new() } else { format!(": {}", action.reason) };
        writeln!(out, "  {} {} by {}{because}", minute(action.acted_at), action.action, action.actor)?;
    }
    writeln!(out, "The record itself: `lp-warehouse rejects show {} --record`", row.reject_id)?;
    Ok(())
}

fn place(reject: &RejectRow) -> String {
    format!("document {}, record {}, byte {}", reject.document, reject.record, reject.offset_bytes)
}
