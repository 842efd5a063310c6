//! A private Postgres: a cluster in a folder of ours, run by the Postgres programs of the machine.
//!
//! The daemon uses it when no `database.url` is configured, `cargo xtask demo` and `cargo xtask test` always do.
//! It listens on 127.0.0.1 and on a Unix socket only, wants a password, and has one owner at a time.
//!
//! What it does not do: upgrade a cluster to another major version, take backups, replicate. Whoever needs these
//! should run a server of their own.
//!
//! Everything here blocks; call it from a thread that may.
//!
//! # The folder
//!
//! ```text
//! <data_dir>/pgdata         the cluster
//!            pgdata.new-*   a cluster being made; renamed when complete, swept when its maker was killed
//!            password       of the role `lp_warehouse`, mode 0600
//!            port           the one used last, taken again while it is free
//!            owner.lock     held by the process that owns the cluster
//!            lp_warehouse.conf  our settings, written at every start; postgresql.conf includes them
//!            postgres.log   what the server says, postgres.log.1 what it said before
//!            programs.log   what initdb and pg_ctl said last
//!            socket/        the Unix socket, where the path is short enough; else `socket_dir` says where it is
//! ```

mod binaries;
mod cluster;
mod error;
mod folder;
mod initialize;
pub mod install;
mod launch;
mod postmaster;
mod program;
mod secret;
mod server_user;

pub use binaries::Binaries;
pub use cluster::{Attached, Cluster, ClusterOptions, StopOutcome};
pub use error::ClusterError;
pub use server_user::check_server_user;

/// The superuser of the cluster, and the owner of [`DATABASE`].
pub const ROLE: &str = "lp_warehouse";

/// The database that is created with the cluster.
pub const DATABASE: &str = "lp_warehouse";

/// The oldest major version of Postgres that we run on.
pub const MAJOR_MIN: u32 = 14;
