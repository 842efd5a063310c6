//! What the command line says of itself: completions and manual pages.

use std::fs;
use std::io::Write;

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::{Cli, ManArgs};

/// Prints the script of a shell.
pub(crate) fn completions(shell: Shell, out: &mut impl Write) -> anyhow::Result<()> {
    // The library panics when nobody reads what it writes.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lp-warehouse", &mut script);
    if shell == Shell::Bash {
        script = with_one_name(&String::from_utf8(script)?).into_bytes();
    }
    Ok(out.write_all(&script)?)
}

/// The library's script for bash calls a program with a hyphen by one name where it reads the line, and by another where it
/// offers words: nothing behind the first command would be completed.
fn with_one_name(script: &str) -> String {
    script.replace("lp__subcmd__warehouse", "lp__warehouse")
}

/// Prints the page of the program, or writes it and a page for each command into a folder.
pub(crate) fn man(args: &ManArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let program = Cli::command().disable_help_subcommand(true);
    let Some(folder) = &args.folder else { return Ok(Man::new(program).render(out)?) };
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(program, folder));
    written.with_context(|| format!("the pages cannot be written into {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    /// A command and all below it, each with the name of its page.
    fn pages(name: &str, command: &Command) -> Vec<(String, Command)> {
        let below = command.get_subcommands();
        let below = below.flat_map(|below| pages(&format!("{name}-{}", below.get_name()), below));
        [(name.to_owned(), command.clone())].into_iter().chain(below).collect()
    }

    #[test]
    fn each_command_has_a_page_with_all_its_options() {
        let folder = tempfile::tempdir().unwrap();
        let mut printed = Vec::new();
        man(&ManArgs { folder: None }, &mut printed).unwrap();
        man(&ManArgs { folder: Some(folder.path().join("man1")) }, &mut Vec::new()).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(format!("man1/{name}.1"))).unwrap();
        assert_eq!(String::from_utf8(printed).unwrap(), read("lp-warehouse"));
        let pages = pages("lp-warehouse", &Cli::command());
        assert_eq!(fs::read_dir(folder.path().join("man1")).unwrap().count(), pages.len());
        for (name, command) in pages {
            let page = read(&name).replace(r"\-", "-");
            let shown = command.get_arguments().filter(|argument| !argument.is_hide_set());
            for option in shown.filter_map(|argument| argument.get_long()) {
                assert!(page.contains(&format!("--{option}")), "{name} does not tell of --{option}:\n{page}");
            }
            for below in command.get_subcommands() {
                assert!(page.contains(&format!("{name}-{}(1)", below.get_name())), "{name}:\n{page}");
            }
        }
        for told in ["Exit codes:", "LPW__ACCOUNTS__0"] {
            assert!(read("lp-warehouse").replace(r"\-", "-").contains(told), "{told}");
        }
        assert!(read("lp-warehouse-run").contains("a second signal ended it at once"));
    }
}
