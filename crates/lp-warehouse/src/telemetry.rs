//! Log lines: one JSON object each, or text for the eye. Every line says its `event`, so that it can be filtered by it.
//!
//! Never in a line: secrets, message texts, the payload of a panic.

mod outlet;

use std::fmt;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use model::Clock;
use sink::SinkError;
use tracing::Subscriber;
use tracing::{error, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::fmt::writer::{BoxMakeWriter, MakeWriter};
#[cfg(feature = "otlp")]
use tracing_subscriber::layer::SubscriberExt;
#[cfg(feature = "otlp")]
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::reload;

use self::outlet::{Losses, Outlet};
use crate::config::{LogConfig, LogFormat};
use crate::prometheus;
use crate::seed::run_name;
#[cfg(feature = "otlp")]
use crate::traces;

/// Libraries speak from this level on, unless `log.level` names them.
const LIBRARIES: &str = "h2=warn,hyper=warn,hyper_util=warn,reqwest=warn,rustls=warn,sqlx=warn,tower=warn";

/// Lines of this process that its outputs did not take.
static LOSSES: LazyLock<Arc<Losses>> = LazyLock::new(Arc::default);

/// Where log lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogOutput {
    /// The daemon's: log lines are what it prints.
    Stdout,
    /// All other commands': their answer is what they print.
    Stderr,
}

/// Starts logging for the whole process, panics included. Call it once.
pub(crate) fn init(
    log: &LogConfig,
    output: LogOutput,
    clock: Clock,
    otlp_endpoint: Option<&str>,
) -> anyhow::Result<Level> {
    let (writer, is_terminal) = match output {
        LogOutput::Stdout => (BoxMakeWriter::new(Lines(outlet_of(io::stdout()))), io::stdout().is_terminal()),
        LogOutput::Stderr => (BoxMakeWriter::new(Lines(outlet_of(io::stderr()))), io::stderr().is_terminal()),
    };
    let is_json = match log.format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Json => true,
        LogFormat::Text => false,
    };
    let writer = if is_json { BoxMakeWriter::new(Stamped { lines: writer, run: run_name() }) } else { writer };
    let (subscriber, level) = subscriber(&log.level, is_json, is_terminal, writer, clock, otlp_endpoint)?;
    tracing::subscriber::set_global_default(subscriber)?;
    log_panics();
    Ok(level)
}

/// What is logged, to be changed while the program runs.
pub(crate) struct Level(Box<dyn Fn(EnvFilter) -> Result<(), reload::Error> + Send + Sync>);

impl Level {
    /// Logs by this `log.level` from now on.
    pub(crate) fn set(&self, level: &str) -> anyhow::Result<()> {
        Ok(self.0(filter(level)?)?)
    }
}

fn filter(level: &str) -> anyhow::Result<EnvFilter> {
    // Of two directives for one module the later one counts.
    Ok(EnvFilter::builder().parse(format!("{LIBRARIES},{level}"))?)
}

/// Tells the operator why the program ends.
pub(crate) fn print_error(error: &anyhow::Error) -> ExitCode {
    outlet_of(io::stderr()).put(told(error).as_bytes());
    ExitCode::FAILURE
}

/// The error, what caused it, one line each, and what to do where the error itself cannot know.
fn told(error: &anyhow::Error) -> String {
    let mut said = error.to_string();
    let mut told = format!("error: {error}\n");
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some libraries print their cause themselves; it is not told twice.
        if !said.contains(&cause) {
            told.push_str(&format!("  caused by: {cause}\n"));
            said = cause;
        }
    }
    let is_of_database = |cause: &(dyn std::error::Error + 'static)| {
        matches!(cause.downcast_ref(), Some(SinkError::Unavailable(_) | SinkError::Unusable(_)))
    };
    if error.chain().any(is_of_database) {
        told.push_str("`lp-warehouse check` says more\n");
    }
    told
}

fn outlet_of<S: AsFd>(stream: S) -> Outlet<S> {
    Outlet::new(stream, Arc::clone(&LOSSES))
}

/// Says how many lines were lost, once lines get through again.
pub(crate) fn tell_of_lost_lines() {
    LOSSES.tell(|lines| warn!(event = "log_lines_lost", lines, "log lines were lost: their reader or disk took none"));
}

/// Hands an outlet to whoever has a line.
struct Lines<S>(Outlet<S>);

impl<'a, S: AsFd + 'a> MakeWriter<'a> for Lines<S> {
    type Writer = &'a Outlet<S>;

    fn make_writer(&'a self) -> Self::Writer {
        &self.0
    }
}

fn subscriber(
    level: &str,
    is_json: bool,
    is_terminal: bool,
    writer: BoxMakeWriter,
    clock: Clock,
    otlp_endpoint: Option<&str>,
) -> anyhow::Result<(Box<dyn Subscriber + Send + Sync>, Level)> {
    let filter = filter(level)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_timer(Timestamp(clock));
    // It tells of its own failures on standard error, and panics when that takes nothing.
    let lines = lines.log_internal_errors(false);
    if is_json {
        let lines = lines.json().flatten_event(true).with_current_span(false).with_span_list(true);
        let lines = lines.with_filter_reloading();
        let handle = lines.reload_handle();
        let level = Level(Box::new(move |filter| handle.reload(filter)));
        return Ok((with_traces(lines.finish(), otlp_endpoint)?, level));
    }
    // On a terminal the library decides about colors: it knows NO_COLOR.
    let lines = if is_terminal { lines } else { lines.with_ansi(false) };
    let lines = lines.with_filter_reloading();
    let handle = lines.reload_handle();
    Ok((with_traces(lines.finish(), otlp_endpoint)?, Level(Box::new(move |filter| handle.reload(filter)))))
}

/// Sends spans to a collector as well, if one is named.
#[cfg(feature = "otlp")]
fn with_traces<S>(lines: S, otlp_endpoint: Option<&str>) -> anyhow::Result<Box<dyn Subscriber + Send + Sync>>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    Ok(match otlp_endpoint {
        Some(endpoint) => Box::new(lines.with(traces::layer(endpoint)?)),
        None => Box::new(lines),
    })
}

/// Built without traces: a collector that is named is not ours to speak to.
#[cfg(not(feature = "otlp"))]
fn with_traces<S>(lines: S, _otlp_endpoint: Option<&str>) -> anyhow::Result<Box<dyn Subscriber + Send + Sync>>
where
    S: Subscriber + Send + Sync,
{
    Ok(Box::new(lines))
}

/// Before the program ends: what still waits to be sent or said.
pub(crate) fn flush() {
    tell_of_lost_lines();
    #[cfg(feature = "otlp")]
    traces::flush();
}

/// Puts the name of the run into each JSON line, first of all. A line comes as one piece.
struct Stamped {
    lines: BoxMakeWriter,
    run: String,
}

impl<'a> MakeWriter<'a> for Stamped {
    type Writer = StampedLine<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        StampedLine { line: self.lines.make_writer(), run: &self.run }
    }
}

struct StampedLine<'a> {
    line: Box<dyn io::Write + 'a>,
    run: &'a str,
}

impl io::Write for StampedLine<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match bytes.strip_prefix(b"{") {
            Some(rest) => {
                let mut stamped = format!("{{\"run\":\"{}\",", self.run).into_bytes();
                stamped.extend_from_slice(rest);
                self.line.write_all(&stamped)?;
            }
            None => self.line.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.line.flush()
    }
}

/// UTC, RFC 3339, milliseconds.
struct Timestamp(Clock);

impl FormatTime for Timestamp {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        write!(writer, "{}", self.0.now().format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

/// A panic says where. What it says beside that is left out: it may quote the data that caused it. The process aborts if
/// the hook panics in turn, so it calls only what cannot.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        prometheus::panicked();
        let location = panic.location().map(ToString::to_string);
        let thread = std::thread::current().name().map(ToOwned::to_owned);
        error!(event = "panic", location, thread, "a bug: please report it with this line");
    }));
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use chrono::DateTime;
    use expect_test::{Expect, expect};
    use secrecy::SecretString;
    use sink::{Sink, SinkOptions};
    use tracing::{debug, info, info_span};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn check(level: &str, is_json: bool, speak: fn(), expected: Expect) {
        let lines = Kept::default();
        let writer = BoxMakeWriter::new({
            let lines = lines.clone();
            move || lines.clone()
        });
        let clock = Clock::new(|| DateTime::from_timestamp_millis(1_767_225_600_007).unwrap());
        let writer = match is_json {
            true => BoxMakeWriter::new(Stamped { lines: writer, run: "0a".to_owned() }),
            false => writer,
        };
        let (subscriber, changed) = subscriber("off,sqlx=off", is_json, false, writer, clock, None).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            speak();
            changed.set(level).unwrap();
            speak();
        });
        let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        expected.assert_eq(&lines);
    }

    fn speak() {
        let _span = info_span!("unit", account = "75555851", unit_id = 7).entered();
        info!(event = "unit_loaded", rows = 12, "loaded");
        debug!(event = "unit_loaded", "too much");
        info!(target: "sqlx::query", "select 1");
        warn!(target: "sqlx::pool", "slow");
    }

    #[test]
    fn a_json_line_is_flat_and_names_its_spans() {
        check(
            "info",
            true,
            speak,
            expect![[r#"
            {"run":"0a","timestamp":"2026-01-01T00:00:00.007Z","level":"INFO","message":"loaded","event":"unit_loaded","rows":12,"target":"lp_warehouse::telemetry::tests","spans":[{"account":"75555851","unit_id":7,"name":"unit"}]}
            {"run":"0a","timestamp":"2026-01-01T00:00:00.007Z","level":"WARN","message":"slow","target":"sqlx::pool","spans":[{"account":"75555851","unit_id":7,"name":"unit"}]}
        "#]],
        );
    }

    #[tokio::test]
    async fn an_error_names_its_causes_once_and_what_to_do() {
        let check = |error: anyhow::Error, expected: Expect| expected.assert_eq(&told(&error));
        let nobody_listens = SinkOptions::new(SecretString::from("postgres://lp:planted@127.0.0.1:1/w"));
        let away = Sink::new(&nobody_listens).unwrap().reach().await.unwrap_err();
        check(
            anyhow::Error::from(away).context("the units cannot be listed"),
            expect![[r#"
                error: the units cannot be listed
                  caused by: the database cannot be used now
                  caused by: error communicating with database: Connection refused (os error 111)
                `lp-warehouse check` says more
            "#]],
        );
        check(
            SinkError::BadUrl.into(),
            expect![[r#"
                error: `database.url` is not a Postgres URL such as postgres://user@host/database
            "#]],
        );
    }

    #[test]
    fn text_is_for_the_eye() {
        check(
            "info",
            false,
            speak,
            expect![[r#"
            2026-01-01T00:00:00.007Z  INFO unit{account="75555851" unit_id=7}: lp_warehouse::telemetry::tests: loaded event="unit_loaded" rows=12
            2026-01-01T00:00:00.007Z  WARN unit{account="75555851" unit_id=7}: sqlx::pool: slow
        "#]],
        );
    }

    #[test]
    fn libraries_speak_when_they_are_named() {
        check(
            "warn,sqlx=info",
            false,
            speak,
            expect![[r#"
            2026-01-01T00:00:00.007Z  INFO sqlx::query: select 1
            2026-01-01T00:00:00.007Z  WARN sqlx::pool: slow
        "#]],
        );
    }
}
