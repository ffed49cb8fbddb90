//! Places at which a test may end the process as `kill -9` would: `AMANAT_FAILPOINT=custody.after_sign`. Debug builds only.

/// Ends the process here when the environment says so.
#[cfg(debug_assertions)]
pub(crate) fn failpoint(name: &str) {
    if std::env::var("AMANAT_FAILPOINT").is_ok_and(|wanted| wanted == name) {
        tracing::error!(failpoint = name, "ending the process as asked");
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(crate) fn failpoint(_: &str) {}
