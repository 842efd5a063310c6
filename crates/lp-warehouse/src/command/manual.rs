//! What the command line says of itself: completions and the manual page.

use std::io::Write;

use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};

use crate::cli::Cli;

/// Options that every command takes: they are told of once.
const OF_ALL: [&str; 3] = ["config", "help", "version"];

/// Prints the script of a shell.
pub(crate) fn completions(shell: Shell, out: &mut impl Write) -> anyhow::Result<()> {
    // The library panics when nobody reads what it writes.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lp-warehouse", &mut script);
    Ok(out.write_all(&script)?)
}

/// Prints the manual page: the program, then each command in a section of its own.
pub(crate) fn man(out: &mut impl Write) -> anyhow::Result<()> {
    let program = program();
    let version = format!("lp-warehouse {}", program.get_version().unwrap_or_default());
    let about = program.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = Roff::new();
    page.control("TH", ["lp-warehouse", "1", "", &version, ""]);
    page.control("SH", ["NAME"]).text([roman(format!("lp-warehouse - {about}"))]);
    page.control("SH", ["SYNOPSIS"]).text([bold(usage(&program))]);
    page.control("SH", ["OPTIONS"]).text([roman("With every command:")]);
    program.get_arguments().for_each(|argument| option(&mut page, argument));
    page.control("SH", ["COMMANDS"]);
    commands(&mut page, &program);
    page.control("SH", ["NOTES"]);
    prose(&mut page, &program.get_after_long_help().map(ToString::to_string).unwrap_or_default(), "PP");
    page.to_writer(out)?;
    Ok(())
}

/// The command line, with all names and usages worked out.
fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

/// A section for each command below this one, and for those below it in turn.
fn commands(page: &mut Roff, above: &Command) {
    for command in above.get_subcommands() {
        page.control("SS", [command.get_bin_name().unwrap_or(command.get_name())]);
        page.text([bold(usage(command))]);
        page.control("PP", []);
        let about = command.get_long_about().or(command.get_about());
        prose(page, &about.map(ToString::to_string).unwrap_or_default(), "PP");
        own_arguments(command).for_each(|argument| option(page, argument));
        if let Some(after) = command.get_after_long_help() {
            page.control("PP", []);
            prose(page, &after.to_string(), "PP");
        }
        commands(page, command);
    }
}

fn own_arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| !OF_ALL.contains(&argument.get_id().as_str()))
}

fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage: ").to_owned()
}

/// What an option or a value is called, and below it what it means.
fn option(page: &mut Roff, argument: &Arg) {
    let mut heading = Vec::new();
    if let Some(short) = argument.get_short() {
        heading.extend([bold(format!("-{short}")), roman(", ")]);
    }
    heading.extend(argument.get_long().map(|long| bold(format!("--{long}"))));
    if argument.get_action().takes_values() {
        let names = argument.get_value_names().unwrap_or_default();
        heading.extend(argument.get_long().map(|_| roman(" ")));
        heading.push(italic(names.join(" ")));
    }
    let mut help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let list = |title: &str, values: Vec<String>| match values.concat().is_empty() {
        true => String::new(),
        false => format!(" [{title}: {}]", values.join(", ")),
    };
    if argument.get_action().takes_values() {
        let possible = argument.get_possible_values();
        help += &list("one of", possible.iter().map(|value| value.get_name().to_owned()).collect());
        let defaults = argument.get_default_values();
        help += &list("default", defaults.iter().map(|value| value.to_string_lossy().into_owned()).collect());
    }
    page.control("TP", []).text(heading);
    prose(page, &help, "IP");
}

/// Text of a help: paragraphs, which `between` parts, and lists whose lines are `  item  what it is`.
fn prose(page: &mut Roff, text: &str, between: &str) {
    for line in text.lines() {
        let item = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '));
        match item.and_then(|rest| rest.split_once("  ")) {
            Some((item, rest)) => page.control("TP", ["5"]).text([bold(item)]).text([roman(rest)]),
            None if line.is_empty() => page.control(between, []),
            None => page.text([Inline::Roman(line.trim_start().to_owned())]),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sections of commands, each with its name.
    fn sections(page: &str) -> Vec<(&str, &str)> {
        let sections = page.split("\n.SS ").skip(1);
        sections.map(|section| section.split_once('\n').unwrap()).collect()
    }

    fn all_below(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(|below| [vec![below], all_below(below)].concat()).collect()
    }

    #[test]
    fn each_command_has_a_section_with_its_name_and_all_its_options() {
        let mut page = Vec::new();
        man(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap().replace(r"\-", "-");
        let program = program();
        let commands = all_below(&program);
        let names: Vec<_> = sections(&page).iter().map(|(name, _)| name.trim_matches('"').to_owned()).collect();
        let expected: Vec<_> = commands.iter().map(|command| command.get_bin_name().unwrap()).collect();
        assert_eq!(names, expected);
        assert!(names.contains(&"lp-warehouse rejects discard".to_owned()), "{names:?}");
        for (command, (name, section)) in commands.into_iter().zip(sections(&page)) {
            for argument in own_arguments(command) {
                let spelled = match argument.get_long() {
                    Some(long) => format!("--{long}"),
                    None => argument.get_value_names().unwrap()[0].to_string(),
                };
                assert!(section.contains(&spelled), "{name} does not tell of {spelled}:\n{section}");
            }
        }
        for told in ["--version", "Exit codes: 0 done", "ended at once by a second signal", "LPW__ACCOUNTS__0"] {
            assert!(page.contains(told), "{told}:\n{page}");
        }
        assert!(!page.contains("(1)"), "there is no other page:\n{page}");
    }
}
