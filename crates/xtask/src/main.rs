//! `cargo xtask run · test · check · codegen · fuzz · bench`: the commands of the README and what they need.

mod bench;
mod chain;
mod check;
mod codegen;
mod fuzz;
mod guard;
mod http;
mod logs;
mod npm;
mod run;
mod step;
mod test;
mod thirdparty;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The project's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and start the platform with its own database and development chain
    Run(run::Args),
    /// Run every test, with the servers they need
    Test {
        /// Arguments for `cargo test`; only the Rust tests run then
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Formatting, lints, the web app's checks, and whether generated files are current
    Check {
        /// Leave out formatting and lints, which the caller has run
        #[arg(long)]
        after_lints: bool,
    },
    /// Regenerate .sqlx, openapi.json and the web app's client
    Codegen,
    /// Ask a platform everything that its contract allows and forbids, and hold the answers to it (needs Python 3)
    Fuzz(fuzz::Args),
    /// Run the benchmarks in bench/
    Bench {
        /// Only those whose name contains this
        filter: Option<String>,
    },
    /// Runs a program and stops it when standard input ends (used by `run`)
    #[command(hide = true)]
    Guard {
        /// The program and its arguments
        #[arg(last = true, required = true)]
        command: Vec<std::ffi::OsString>,
    },
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    step::listen_for_signals();
    if let Command::Guard { command } = command {
        return guard::guard(&command);
    }
    let done = step::enter_workspace().and_then(|()| match command {
        Command::Run(args) => run::run(&args),
        Command::Test { args } => test::test(&args),
        Command::Check { after_lints } => check::check(after_lints),
        Command::Codegen => codegen::codegen(),
        Command::Fuzz(args) => fuzz::fuzz(&args),
        Command::Bench { filter } => bench::bench(filter.as_deref()),
        Command::Guard { .. } => Ok(()),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(step::Stop::Asked) => ExitCode::from(130),
        Err(step::Stop::Failed(sentence)) => {
            eprintln!("\nxtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
