//! What the command line says of itself: completions and the manual page.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

/// Prints the script of a shell.
pub(crate) fn completions(shell: Shell, out: &mut impl Write) -> anyhow::Result<()> {
    // The library panics when nobody reads what it writes.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "lp-warehouse", &mut script);
    Ok(out.write_all(&script)?)
}

/// Prints the manual page: the program, then each command.
pub(crate) fn man(out: &mut impl Write) -> anyhow::Result<()> {
    let command = Cli::command();
    clap_mangen::Man::new(command.clone()).render(out)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let name = format!("lp-warehouse {}", subcommand.get_name());
        let page = clap_mangen::Man::new(subcommand.clone().bin_name(name));
        page.render_synopsis_section(out)?;
        page.render_description_section(out)?;
        page.render_options_section(out)?;
    }
    Ok(())
}
