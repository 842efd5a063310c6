//! What bash, zsh and fish offer when a person presses TAB: the real shells, with the scripts that the program prints.

use std::path::Path;
use std::process::Command;

use crate::skipped::note;

/// A line, and what must be among the words that complete it, and must not.
type Completion = (&'static str, &'static [&'static str], &'static [&'static str]);

const COMPLETIONS: [Completion; 11] = [
    ("lp-warehouse ", &["run", "check", "status", "units", "rejects", "backfill", "completions"], &["retry"]),
    ("lp-warehouse st", &["status"], &["run"]),
    ("lp-warehouse units ", &["list", "retry", "load", "ack"], &["run", "status"]),
    ("lp-warehouse rejects ", &["list", "show", "retry", "discard"], &["load"]),
    ("lp-warehouse units retry --", &["--id", "--account", "--feed", "--state", "--yes"], &["--limit"]),
    ("lp-warehouse units retry --state ", &["failed", "dead", "gone", "loaded"], &["leased"]),
    ("lp-warehouse units list --state ", &["pending", "leased", "dead"], &["--state"]),
    ("lp-warehouse units list --feed ", &["engagement", "operational"], &["list"]),
    ("lp-warehouse status --w", &["--watch"], &["--json"]),
    ("lp-warehouse --config /tmp/c.toml units ", &["list", "retry"], &["run"]),
    ("lp-warehouse backfill --", &["--account", "--from", "--to", "--again"], &["--watch"]),
];

/// The words that bash offers: the function that the script registers, called as readline does.
const BASH: &str = r#"
source "$1"
line=$2
IFS=' ' read -ra COMP_WORDS <<< "$line"
[[ $line == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
registered=$(complete -p lp-warehouse)
[[ $registered =~ -F\ ([^ ]+) ]]
"${BASH_REMATCH[1]}" lp-warehouse "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

#[test]
fn bash_completes_commands_and_options() {
    check("bash", "lp-warehouse", |script, line| {
        let mut bash = Command::new("bash");
        bash.args(["--norc", "--noprofile", "-c", BASH, "bash"]).arg(script).arg(line);
        bash
    });
}

#[test]
fn fish_completes_commands_and_options() {
    check("fish", "lp-warehouse.fish", |script, line| {
        let mut fish = Command::new("fish");
        let offer = format!("source '{}'; complete -C '{line}'", script.display());
        fish.args(["--no-config", "-c", &offer]);
        fish
    });
}

#[test]
fn zsh_completes_commands_and_options() {
    let press_tab = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/completions.zsh");
    check("zsh", "_lp-warehouse", |script, line| {
        let mut zsh = Command::new("zsh");
        zsh.arg("-f").arg(&press_tab).arg(script.parent().unwrap()).arg(line);
        zsh
    });
}

/// Writes the script of a shell to a file of this name, and compares what the shell offers for each line.
fn check(shell: &str, script_name: &str, offer: impl Fn(&Path, &str) -> Command) {
    if Command::new(shell).arg("--version").output().is_err() {
        return note(&format!("completions of {shell}"), &format!("Debian: `apt-get install {shell}`"));
    }
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join(script_name);
    let printed = Command::new(env!("CARGO_BIN_EXE_lp-warehouse")).args(["completions", shell]).output().unwrap();
    std::fs::write(&script, printed.stdout).unwrap();
    for (line, offered, absent) in COMPLETIONS {
        let told = offer(&script, line).env("HOME", folder.path()).env("TERM", "dumb").output().unwrap();
        let words = words(shell, &String::from_utf8_lossy(&told.stdout));
        for word in offered {
            assert!(words.iter().any(|known| known == word), "{shell} offers no `{word}` for `{line}`: {words:?}");
        }
        for word in absent {
            assert!(!words.iter().any(|known| known == word), "{shell} offers `{word}` for `{line}`: {words:?}");
        }
    }
}

/// The words that a shell printed, without what it says of them.
fn words(shell: &str, printed: &str) -> Vec<String> {
    let word = |line: &str| match shell {
        "zsh" => line.trim().split_once("HIT ").map(|(_, word)| word.to_owned()),
        _ => line.split('\t').next().map(str::to_owned),
    };
    printed.lines().filter_map(word).filter(|word| !word.is_empty()).collect()
}
