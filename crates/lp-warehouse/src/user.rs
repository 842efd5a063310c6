//! The user that this process runs as.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::Context;
use nix::unistd::{Gid, Uid, User, geteuid, setgid, setgroups, setuid};
use sink::{Place, SinkError};

/// Returns its name; `None` where this machine has none for its id, as for a dynamic user of systemd without libnss-systemd.
pub(crate) fn name() -> Option<String> {
    User::from_uid(geteuid()).ok().flatten().map(|user| user.name)
}

/// Runs this program again in place of this process, which is root's, with the rights of another user and no more. Returns
/// only with an error.
///
/// # Errors
/// When the user cannot be taken on, or may not run the program.
pub(crate) fn run_again_as(
    uid: Uid,
    gid: Gid,
    groups: &[Gid],
    arguments: &[OsString],
    environment: &[(&str, OsString)],
) -> anyhow::Result<()> {
    let taken_on = setgroups(groups).and_then(|()| setgid(gid)).and_then(|()| setuid(uid));
    taken_on.with_context(|| format!("the rights of user id {uid} cannot be taken on; run this with sudo"))?;
    // The folder of the program may be closed to the user, its own process is not.
    let mut again = Command::new("/proc/self/exe");
    again.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
    Err(again.exec()).with_context(|| format!("user id {uid} cannot run this program"))
}

/// Returns what to do where the server refuses a login because it cannot name the user that connects.
pub(crate) fn advice_on_refusal(error: &SinkError) -> Option<String> {
    match error {
        SinkError::NotAdmitted { place, .. } => advice(place, geteuid(), name().as_deref()),
        _ => None,
    }
}

/// Returns what to do where a server may want to know the name of a user that has none.
pub(crate) fn advice(place: &Place, uid: Uid, name: Option<&str>) -> Option<String> {
    (place.is_socket() && name.is_none()).then(|| {
        format!(
            "user id {uid} has no name on this machine, and over a socket a server lets users in by their names (`peer` in \
             pg_hba.conf): `apt install libnss-systemd` lets it find the name of a dynamic user; or write a password into \
             `database.url`, or give the service a user that stays (`DynamicUser=no`)"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_without_a_name_is_a_matter_of_sockets() {
        let place = |host: &str| Place { database: "w".to_owned(), host: host.to_owned(), port: 5432 };
        for (host, name, is_advised) in [
            ("/run/postgresql", None, true),
            ("/run/postgresql", Some("lp-warehouse"), false),
            ("db.example.com", None, false),
        ] {
            let advice = advice(&place(host), Uid::from_raw(61_184), name);
            let told =
                advice.is_some_and(|advice| advice.contains("user id 61184") && advice.contains("libnss-systemd"));
            assert_eq!(told, is_advised, "{host} {name:?}");
        }
    }
}
