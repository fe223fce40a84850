//! Names of tables and queues, checked when the program is compiled.

use std::borrow::Cow;

/// A table of rows, named once as a constant.
///
/// ```
/// const IDENTITIES: store::Table = store::Table::new("identities");
/// ```
///
/// The rules are those of Azure Tables (3 to 63 letters and digits, a letter first), narrowed to
/// lower case, because Azure compares table names without case, and to 57 characters, because the
/// expiry index of the table is `<name>expiry`.
/// <https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#table-names>
///
/// ```compile_fail
/// const WRONG: store::Table = store::Table::new("user-identities");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table(&'static str);

impl Table {
    /// Names a table.
    ///
    /// # Panics
    ///
    /// If the name breaks the rules: for a constant, that is a compile error.
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        assert!(
            bytes.len() >= 3 && bytes.len() <= 57,
            "a table name has 3 to 57 characters"
        );
        assert!(
            matches!(bytes, [b'a'..=b'z', ..]),
            "a table name starts with a lower-case letter"
        );
        let mut rest = bytes;
        while let [first, tail @ ..] = rest {
            assert!(
                matches!(first, b'a'..=b'z' | b'0'..=b'9'),
                "a table name has only lower-case letters and digits"
            );
            rest = tail;
        }
        Self(name)
    }

    /// The name, as in the constant.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// A queue of delayed work, named once as a constant.
///
/// ```
/// const ACTIONS: store::Queue = store::Queue::new("actions");
/// ```
///
/// The rules are those of Azure Queues (3 to 63 lower-case letters, digits and single hyphens, a
/// letter or digit at both ends), narrowed to 56 characters, because the Functions queue trigger puts
/// what failed too often into `<name>-poison`.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names>
///
/// ```compile_fail
/// const WRONG: store::Queue = store::Queue::new("retry--later");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Queue(Cow<'static, str>);

impl Queue {
    /// Names a queue.
    ///
    /// # Panics
    ///
    /// If the name breaks the rules: for a constant, that is a compile error.
    pub const fn new(name: &'static str) -> Self {
        if let Some(broken) = broken_rule(name) {
            panic_with(broken);
        }
        Self(Cow::Borrowed(name))
    }

    /// A queue whose name is only known when the program runs; an error says which rule it breaks.
    pub fn parse(name: &str) -> Result<Self, &'static str> {
        match broken_rule(name) {
            None => Ok(Self(Cow::Owned(name.to_owned()))),
            Some(broken) => Err(broken),
        }
    }

    /// Where the Functions host puts a message of this queue that its function failed on too often.
    #[must_use]
    pub fn poison(&self) -> Self {
        Self(Cow::Owned(format!("{}-poison", self.0)))
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

#[expect(clippy::panic, reason = "of a constant, which then does not compile")]
const fn panic_with(broken: &str) {
    panic!("{}", broken);
}

const fn broken_rule(name: &str) -> Option<&'static str> {
    let bytes = name.as_bytes();
    if bytes.len() < 3 || bytes.len() > 56 {
        return Some("a queue name has 3 to 56 characters");
    }
    if matches!(bytes, [b'-', ..] | [.., b'-']) {
        return Some("a queue name starts and ends with a letter or digit");
    }
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if !matches!(first, b'a'..=b'z' | b'0'..=b'9' | b'-') {
            return Some("a queue name has only lower-case letters, digits and hyphens");
        }
        if matches!((first, tail), (b'-', [b'-', ..])) {
            return Some("a queue name has no two hyphens together");
        }
        rest = tail;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn names_follow_the_rules_of_the_service() {
        let long = |n: usize| -> &'static str { "a".repeat(n).leak() };
        for (name, table, queue) in [
            ("identities", true, true),
            ("t2s", true, true),
            ("2ts", false, true),
            ("ab", false, false),
            ("Actions", false, false),
            ("call-flows", false, true),
            ("call--flows", false, false),
            ("-calls", false, false),
            ("calls-", false, false),
            ("appels_é", false, false),
            (long(56), true, true),
            (long(57), true, false),
            (long(58), false, false),
        ] {
            assert_eq!(catch_unwind(|| Table::new(name)).is_ok(), table, "{name}");
            assert_eq!(catch_unwind(|| Queue::new(name)).is_ok(), queue, "{name}");
            assert_eq!(Queue::parse(name).is_ok(), queue, "{name}");
        }
    }

    #[test]
    fn a_poison_queue_has_the_name_that_the_host_gives_it() {
        let queue = Queue::new("actions");
        assert_eq!(queue.name(), "actions");
        assert_eq!(queue.poison().name(), "actions-poison");
    }
}
