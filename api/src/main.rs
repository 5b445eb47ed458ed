//! The one binary.

use std::process::ExitCode;

use oktually_api::{
    cli::{Cli, exit_code, forbid_core_dumps},
    config,
    http::report_panics,
};

fn main() -> ExitCode {
    if let Err(error) = forbid_core_dumps() {
        complain(&anyhow::Error::new(error).context("core dumps, which would hold secrets, could not be switched off"));
        return ExitCode::FAILURE;
    }
    let cli = config::parse::<Cli>(|cli| &cli.config);
    report_panics();
    let result = cli.start_log().and_then(|()| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(cli.run())
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            exit_code(&error)
        }
    }
}

/// What went wrong, with each cause once, on standard error.
#[expect(clippy::print_stderr, reason = "this is for the person who started the program")]
fn complain(error: &anyhow::Error) {
    eprintln!("oktually: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  because {cause}");
    }
}
