//! What can be wrong with a package.

use std::path::PathBuf;

use crate::package::elf::Version;

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackageError {
    /// Azure needs a file that the repository does not have.
    #[error("{}: missing, and the package needs it: {why}", path.display())]
    Missing { path: PathBuf, why: &'static str },
    /// There is no function at all.
    #[error("{}: no folder in it has a function.json", path.display())]
    NoFunctions { path: PathBuf },
    /// A JSON file that the Functions host would refuse.
    #[error("{}: {source}", path.display())]
    Json {
        path: PathBuf,
        source: serde_json::Error,
    },
    /// A policy that the program would refuse.
    #[error("{}: {source}", path.display())]
    Toml {
        path: PathBuf,
        source: toml::de::Error,
    },
    /// The host would start another program, or none.
    #[error(
        "{}: customHandler.description.defaultExecutablePath is {found}, the program is \"frontdesk\"",
        path.display()
    )]
    OtherHandler { path: PathBuf, found: String },
    /// The host would skip the function.
    #[error("{}: the Functions host takes no function of this name", path.display())]
    BadName { path: PathBuf },
    /// The program is no 64-bit ELF file, or a broken one.
    #[error("{}: {reason}", path.display())]
    NotElf { path: PathBuf, reason: String },
    /// The program would not start on some of Azure's images.
    #[error("the program needs glibc {found} (for {symbol}'s version); only {allowed} is allowed")]
    Glibc {
        found: Version,
        symbol: String,
        allowed: Version,
    },
    /// The program would not start where this library is not installed.
    #[error("the program needs {library}, which Azure's images need not have")]
    Library { library: String },
}
