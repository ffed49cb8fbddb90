//! One sentence for the person who started the program.

use std::{fmt, path::Path};

/// Result with the launcher's error.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the built-in PostgreSQL is not there: one clear sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub(crate) String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// `fail!("…")`: returns the sentence.
macro_rules! fail {
    ($($text:tt)*) => { return Err($crate::Error(format!($($text)*))) };
}
pub(crate) use fail;

/// Names the path and the attempt in an IO error.
pub(crate) trait During<T> {
    fn during(self, attempt: &str, path: &Path) -> Result<T>;
}

impl<T> During<T> for std::io::Result<T> {
    fn during(self, attempt: &str, path: &Path) -> Result<T> {
        self.map_err(|error| Error(format!("cannot {attempt} {}: {error}", path.display())))
    }
}
