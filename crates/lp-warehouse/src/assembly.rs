//! From configuration to the parts that do the work.

use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Context;
use client::{AccountClient, AccountOptions, Transport, TransportOptions};
use model::{AccountId, Clock, Feed};
use normalizer::DecodeLimits;
use scheduler::{PlannedAccount, Pulse, Scheduler, WorkLimits};
use sink::Sink;

use crate::config::{AccountConfig, Config, WorkConfig};
use crate::seed::run_name;

/// One client per account, for all its feeds.
pub(crate) fn clients(config: &Config, clock: &Clock, seed: u64) -> anyhow::Result<Vec<AccountClient>> {
    let http = &config.http;
    let transport = Transport::new(TransportOptions {
        connect_timeout: http.connect_timeout,
        idle_timeout: http.idle_timeout,
        request_timeout: http.request_timeout,
        download_timeout: http.download_timeout,
        server_error_pauses: http.server_error_pauses.clone(),
        throttle_pause_min: http.throttle_pause_min,
        throttle_retries_max: http.throttle_retries_max,
        operational_spacing: http.operational_spacing,
        user_agent: concat!("lp-warehouse/", env!("CARGO_PKG_VERSION")).to_owned(),
        ..TransportOptions::default()
    })?;
    let client = |(account, seed): (&AccountConfig, u64)| {
        let options = AccountOptions {
            account: account.id.clone(),
            region: account.region,
            auth: account.auth.clone(),
            endpoints: account.endpoints.clone(),
            requests_in_flight_max: http.requests_in_flight_max as usize,
            requests_per_second_max: f64::from(http.requests_per_second_max),
        };
        AccountClient::new(&transport, options, clock.clone(), seed)
    };
    let seeds = (0..).map(|index| seed.wrapping_add(index));
    Ok(config.accounts.iter().zip(seeds).map(client).collect())
}

/// The enabled feeds.
pub(crate) fn feeds(config: &Config) -> Vec<(AccountId, Feed)> {
    let feeds = config.accounts.iter().flat_map(|account| {
        let enabled = account.feeds.iter().filter(|(_, feed)| feed.enabled);
        enabled.map(|(feed, _)| (account.id.clone(), *feed))
    });
    feeds.collect()
}

/// Everything the loops need. Makes the folder for spooled downloads.
pub(crate) fn scheduler(config: &Config, sink: Sink, clock: Clock, seed: u64) -> anyhow::Result<Scheduler> {
    let accounts = config
        .accounts
        .iter()
        .zip(clients(config, &clock, seed)?)
        .map(|(account, client)| {
            let enabled = account.feeds.iter().filter(|(_, feed)| feed.enabled);
            PlannedAccount {
                id: account.id.clone(),
                client,
                feeds: enabled.map(|(feed, config)| (*feed, config.plan)).collect(),
            }
        })
        .collect();
    let host = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    let host = host.unwrap_or_else(|| "unknown-host".to_owned());
    Ok(Scheduler {
        sink,
        accounts,
        limits: work_limits(config),
        clock,
        owner: format!("{host}:{}:{}", std::process::id(), run_name()),
        spool_dir: spool_dir(config)?,
        pulse: Pulse::default(),
        chance: Mutex::new(fastrand::Rng::with_seed(seed)),
    })
}

fn work_limits(config: &Config) -> WorkLimits {
    let work = &config.work;
    WorkLimits {
        units_in_flight_max: work.units_in_flight_max as usize,
        backfill_in_flight_max: work.backfill_in_flight_max as usize,
        lease: work.lease,
        unit_attempts_max: work.unit_attempts_max,
        unit_retry_first: work.unit_retry_first,
        unit_retry_max: work.unit_retry_max,
        outage_pause_first: work.outage_pause_first,
        outage_pause_max: work.outage_pause_max,
        shard_pauses: config.http.server_error_pauses.clone(),
        idle_wait_max: work.idle_wait_max,
        decode: decode_limits(work),
        spool_memory_bytes_max: usize::try_from(work.spool_memory_bytes_max).unwrap_or(usize::MAX),
        shutdown_grace: work.shutdown_grace,
    }
}

/// The bounds of decoding, as configured.
pub(crate) fn decode_limits(work: &WorkConfig) -> DecodeLimits {
    DecodeLimits {
        record_bytes_max: usize::try_from(work.record_bytes_max).unwrap_or(usize::MAX),
        file_bytes_max: work.file_bytes_max,
        ..DecodeLimits::default()
    }
}

fn spool_dir(config: &Config) -> anyhow::Result<PathBuf> {
    let folder = config.service.data_dir.join("spool");
    std::fs::create_dir_all(&folder).with_context(|| {
        format!("`service.data_dir`: the folder `{}` cannot be made; choose one this user may write", folder.display())
    })?;
    Ok(folder)
}
