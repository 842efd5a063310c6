//! How a person calls the program on this machine: what the status page prints to be copied.

use std::path::Path;

/// Where the commands of a person run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shell {
    program: String,
    is_service: bool,
}

impl Shell {
    /// Describes the shell of a person on the daemon's machine. Root owns the configuration of a service, hence `sudo`. A `file`
    /// at an unusual place must be named in each call.
    pub(crate) fn of(file: Option<&Path>, is_service: bool) -> Self {
        let sudo = if is_service { "sudo " } else { "" };
        let config = file.map(|file| format!(" --config {}", quoted(&file.display().to_string()))).unwrap_or_default();
        Self { program: format!("{sudo}lp-warehouse{config}"), is_service }
    }

    /// Returns the line that calls the program with these arguments.
    pub(crate) fn call(&self, arguments: &str) -> String {
        format!("{} {arguments}", self.program)
    }

    /// Returns the line that shows the end of the log, where systemd keeps it.
    pub(crate) fn show_log(&self) -> Option<String> {
        self.is_service.then(|| "sudo journalctl -u lp-warehouse -n 50".to_owned())
    }

    /// Returns the line that restarts the daemon, where systemd runs it.
    pub(crate) fn restart(&self) -> Option<String> {
        self.is_service.then(|| "sudo systemctl restart lp-warehouse".to_owned())
    }
}

/// Quotes a word so that a shell reads it as one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:=@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_be_pasted() {
        let check = |file: Option<&str>, is_service: bool, expected: &str| {
            assert_eq!(Shell::of(file.map(Path::new), is_service).call("status"), expected);
        };
        check(None, false, "lp-warehouse status");
        check(None, true, "sudo lp-warehouse status");
        check(Some("/srv/a.toml"), true, "sudo lp-warehouse --config /srv/a.toml status");
        check(Some("it's mine.toml"), false, r"lp-warehouse --config 'it'\''s mine.toml' status");
    }

    #[test]
    fn a_log_is_shown_and_a_daemon_restarted_where_systemd_runs_it() {
        let (service, program) = (Shell::of(None, true), Shell::of(None, false));
        assert_eq!((program.show_log(), program.restart()), (None, None));
        assert!(service.show_log().is_some_and(|line| line.starts_with("sudo journalctl -u lp-warehouse")));
        assert!(service.restart().is_some_and(|line| line.starts_with("sudo systemctl restart")));
    }
}
