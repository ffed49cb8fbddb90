//! What a test's process would log at `debug`, in a file, where the test command asks for it: it looks for secrets there.

use std::{fs::File, path::PathBuf, sync::Once};
use tracing_subscriber::EnvFilter;

/// Names the folder. Set by `cargo xtask test`.
const FOLDER: &str = "AMANAT_TEST_LOGS";
/// All that is ours, and of the libraries what isn't said thousands of times a second.
pub const FILTER: &str = "debug,sqlx=info,hyper=info,hyper_util=info,h2=info,alloy=info";

/// Where a process called `name` writes its log; `None` when nobody asked for it.
pub fn file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty())?;
    Some(PathBuf::from(folder).join(format!("{name}-{}.log", std::process::id())))
}

/// From here on this process writes its log there.
pub(crate) fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let program = std::env::args().next().map(PathBuf::from).unwrap_or_default();
        let name = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(path) = file(&name) {
            let log = File::create(path).expect("the folder for logs is there");
            // The server's own logging leaves the socket library out, whose packets hold access tokens.
            let filter = EnvFilter::new(format!("{FILTER},socketioxide=info,engineioxide=info"));
            let lines = tracing_subscriber::fmt().with_env_filter(filter);
            // A test that listens itself has its reasons.
            let _ = lines.with_ansi(false).with_writer(std::sync::Mutex::new(log)).try_init();
        }
    });
}
