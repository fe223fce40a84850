//! What a Linux program asks of the machine that it runs on, read from its ELF file: shared
//! libraries, and the newest glibc of which it uses a symbol version.
//!
//! <https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html>

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use object::elf::{DT_NEEDED, FileHeader64};
use object::endian::Endianness;
use object::read::elf::{Dyn as _, FileHeader as _};

use crate::error::Error;
use crate::package::PackageError;

/// The libraries that come with glibc itself, or (`libgcc_s`) with every image that has it.
const EVERYWHERE: [&str; 8] = [
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libutil.so.1",
];

/// A glibc version, `2.28`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// What one program needs.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Needs {
    libraries: BTreeSet<String>,
    symbol_versions: BTreeSet<String>,
}

impl Needs {
    /// The newest glibc of which it uses a symbol version.
    pub(super) fn glibc(&self) -> Version {
        let versions = self.symbol_versions.iter();
        versions
            .filter_map(|name| glibc_version(name))
            .max()
            .unwrap_or(Version(2, 0))
    }

    /// Whether it starts on a machine with glibc `newest` and nothing else.
    pub(super) fn check(&self, newest: Version) -> Result<(), PackageError> {
        for name in &self.symbol_versions {
            if let Some(found) = glibc_version(name).filter(|version| *version > newest) {
                return Err(PackageError::Glibc {
                    found,
                    symbol: name.clone(),
                    allowed: newest,
                });
            }
        }
        match self
            .libraries
            .iter()
            .find(|name| !EVERYWHERE.contains(&name.as_str()))
        {
            Some(library) => Err(PackageError::Library {
                library: library.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// Reads `GLIBC_2.28` and `GLIBC_2.2.5`; other names (`GCC_3.0`) are not glibc's.
fn glibc_version(name: &str) -> Option<Version> {
    let mut numbers = name.strip_prefix("GLIBC_")?.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Some(Version(major, minor)),
        _ => None,
    }
}

/// Reads what the program at `path` needs.
pub(super) fn read(path: &Path) -> Result<Needs, Error> {
    let bytes = std::fs::read(path).map_err(Error::file(path))?;
    let needs = parse(&bytes).map_err(|error| PackageError::NotElf {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(needs)
}

fn parse(bytes: &[u8]) -> object::Result<Needs> {
    let header = FileHeader64::<Endianness>::parse(bytes)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, bytes)?;
    let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();

    let mut libraries = BTreeSet::new();
    if let Some((entries, strings)) = sections.dynamic(endian, bytes)? {
        let strings = sections.strings(endian, bytes, strings)?;
        for entry in entries {
            if entry.tag(endian) == DT_NEEDED {
                libraries.insert(text(entry.string(endian, strings)?));
            }
        }
    }

    let mut symbol_versions = BTreeSet::new();
    if let Some((mut files, strings)) = sections.gnu_verneed(endian, bytes)? {
        let strings = sections.strings(endian, bytes, strings)?;
        while let Some((_, mut versions)) = files.next()? {
            while let Some(version) = versions.next()? {
                symbol_versions.insert(text(version.name(endian, strings)?));
            }
        }
    }
    Ok(Needs {
        libraries,
        symbol_versions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(libraries: &[&str], symbol_versions: &[&str]) -> Needs {
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Needs {
            libraries: set(libraries),
            symbol_versions: set(symbol_versions),
        }
    }

    #[test]
    fn versions_compare_by_number_not_by_text() {
        let program = needs(
            &[],
            &["GLIBC_2.2.5", "GLIBC_2.9", "GLIBC_2.28", "GCC_4.2.0"],
        );
        assert_eq!(program.glibc(), Version(2, 28));
        assert!(program.check(Version(2, 28)).is_ok());
        assert_eq!(
            program.check(Version(2, 17)).unwrap_err().to_string(),
            "the program needs glibc 2.28 (for GLIBC_2.28's version); only 2.17 is allowed"
        );
    }

    #[test]
    fn a_library_that_must_be_installed_is_refused() {
        let program = needs(&["libc.so.6", "libssl.so.3"], &[]);
        assert_eq!(
            program.check(Version(2, 28)).unwrap_err().to_string(),
            "the program needs libssl.so.3, which Azure's images need not have"
        );
    }

    #[test]
    fn reads_a_real_program() {
        let own = read(&std::env::current_exe().unwrap()).unwrap();
        assert!(own.libraries.contains("libc.so.6"), "{own:?}");
        assert!(own.glibc() > Version(2, 2), "{own:?}");
    }

    #[test]
    fn anything_else_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frontdesk");
        std::fs::write(&path, "#!/bin/sh\n").unwrap();
        assert_eq!(
            read(&path).unwrap_err().to_string(),
            format!("{}: Invalid ELF header size or alignment", path.display())
        );
    }
}
