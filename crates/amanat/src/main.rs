//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    amanat::cli::main()
}
