//! Questions and their answers: prompts on a terminal, else a line for each.

use std::io::{BufRead, Write};

use anyhow::{Context, bail};
use inquire::error::{CustomUserError, InquireResult};
use inquire::formatter::StringFormatter;
use inquire::validator::Validation;
use inquire::{Confirm, Password, Select, Text};

/// A question that is answered wrongly so often is given up.
const TRIES_MAX: u32 = 5;

/// Says what is wrong with an answer.
type Check = fn(&str) -> Result<(), String>;

/// Who answers, and where questions are shown.
pub(super) struct Answers<'a> {
    /// Each line is an answer. `None`: a person at the terminal is prompted.
    pub(super) lines: Option<&'a mut dyn BufRead>,
    /// Shows what is no prompt.
    pub(super) out: &'a mut dyn Write,
}

impl Answers<'_> {
    /// Shows something that is no question.
    pub(super) fn note(&mut self, what: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "{what}")?)
    }

    /// Asks for a text until it fits. An empty answer is `default`.
    pub(super) fn text(&mut self, question: &str, default: &str, check: Check) -> anyhow::Result<String> {
        if let Some(lines) = &mut self.lines {
            let question = if default.is_empty() { question.to_owned() } else { format!("{question} [{default}]") };
            return line(lines, self.out, &question, default, check);
        }
        let prompt = Text::new(question).with_validator(validated(check));
        let prompt = if default.is_empty() { prompt } else { prompt.with_default(default) };
        Ok(clean(&prompted(prompt.prompt())?).to_owned())
    }

    /// Asks for a text that is not shown.
    pub(super) fn secret(&mut self, question: &str, check: Check) -> anyhow::Result<String> {
        let question = format!("{question} (not shown)");
        if let Some(lines) = &mut self.lines {
            return line(lines, self.out, &question, "", check);
        }
        let stars: StringFormatter<'_> =
            &|text| if text.is_empty() { "none".to_owned() } else { "********".to_owned() };
        let prompt = Password::new(&question).without_confirmation().with_formatter(stars);
        let prompt = prompt.with_validator(validated(check));
        Ok(clean(&prompted(prompt.prompt())?).to_owned())
    }

    /// Asks for one of a few words, the first unless another is chosen.
    pub(super) fn one_of(&mut self, question: &str, words: &[&'static str]) -> anyhow::Result<String> {
        if let Some(lines) = &mut self.lines {
            let known = words.join(", ");
            let is_known = |text: &str| match words.contains(&text) {
                true => Ok(()),
                false => Err(format!("write one of {known}")),
            };
            return line(lines, self.out, &format!("{question}: {known} [{}]", words[0]), words[0], is_known);
        }
        let prompt = Select::new(question, words.to_vec()).without_filtering();
        Ok(prompted(prompt.with_help_message("↑↓ to move, enter to select").prompt())?.to_owned())
    }

    /// Asks for a yes or a no; an empty answer is a yes.
    pub(super) fn yes(&mut self, question: &str) -> anyhow::Result<bool> {
        if let Some(lines) = &mut self.lines {
            let is_known = |text: &str| if matches!(text, "y" | "n") { Ok(()) } else { Err("write y or n".to_owned()) };
            return Ok(line(lines, self.out, &format!("{question} y or n [y]"), "y", is_known)? == "y");
        }
        prompted(Confirm::new(question).with_default(true).prompt())
    }
}

/// The next line that fits.
fn line(
    lines: &mut dyn BufRead,
    out: &mut dyn Write,
    question: &str,
    default: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> anyhow::Result<String> {
    for _ in 0..TRIES_MAX {
        write!(out, "{question}: ")?;
        out.flush()?;
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            bail!("the answers ended before the questions did");
        }
        let answer = if clean(&line).is_empty() { default } else { clean(&line) };
        match check(answer) {
            Ok(()) => return Ok(answer.to_owned()),
            Err(why) => writeln!(out, "  {why}")?,
        }
    }
    bail!("no answer to `{question}` fitted; copy config/example.toml instead, and edit it");
}

/// A check, as a prompt wants it.
fn validated(check: Check) -> impl Fn(&str) -> Result<Validation, CustomUserError> + Clone + 'static {
    move |text| Ok(check(clean(text)).map_or_else(|why| Validation::Invalid(why.into()), |()| Validation::Valid))
}

/// Without white space, and without the mark with which editors of Windows begin a file, around it.
fn clean(answer: &str) -> &str {
    answer.trim().trim_start_matches('\u{feff}').trim()
}

fn prompted<T>(answer: InquireResult<T>) -> anyhow::Result<T> {
    answer.context("nothing was written")
}
