//! From configuration to the parts that do the work.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;
use client::{AccountClient, AccountOptions, Transport};
use model::{AccountId, Clock, Feed};
use scheduler::{PlannedAccount, Pulse, Scheduler};
use sink::Sink;

use crate::config::{AccountConfig, Config};
use crate::seed::run_name;

/// One client per account, for all its feeds.
pub(crate) fn clients(config: &Config, clock: &Clock, seed: u64) -> anyhow::Result<Vec<AccountClient>> {
    let http = &config.http;
    let transport = Transport::new(http.transport.clone())?;
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
                feeds: enabled.map(|(feed, config)| (*feed, config.plan.clone())).collect(),
            }
        })
        .collect();
    let host = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    let host = host.unwrap_or_else(|| "unknown-host".to_owned());
    Ok(Scheduler {
        sink,
        accounts,
        limits: config.work.clone(),
        clock,
        owner: format!("{host}:{}:{}", std::process::id(), run_name()),
        spool_dir: spool_dir(config)?,
        pulse: Pulse::default(),
        chance: Mutex::new(fastrand::Rng::with_seed(seed)),
    })
}

/// Returns the folder for spooled downloads.
pub(crate) fn spool_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("spool")
}

fn spool_dir(config: &Config) -> anyhow::Result<PathBuf> {
    let folder = spool_folder(&config.service.data_dir);
    std::fs::create_dir_all(&folder).with_context(|| {
        format!("`service.data_dir`: the folder `{}` cannot be made; choose one this user may write", folder.display())
    })?;
    Ok(folder)
}
