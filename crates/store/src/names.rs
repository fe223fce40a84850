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
/// letter or digit at both ends), narrowed to 56 characters, because what can never succeed goes
/// to `<name>-poison`, the name that the Functions queue trigger uses too.
/// <https://learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata#queue-names>
///
/// ```compile_fail
/// const WRONG: store::Queue = store::Queue::new("retry--later");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Queue {
    base: &'static str,
    poison: bool,
}

impl Queue {
    /// Names a queue.
    ///
    /// # Panics
    ///
    /// If the name breaks the rules: for a constant, that is a compile error.
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        assert!(
            bytes.len() >= 3 && bytes.len() <= 56,
            "a queue name has 3 to 56 characters"
        );
        assert!(
            !matches!(bytes, [b'-', ..] | [.., b'-']),
            "a queue name starts and ends with a letter or digit"
        );
        let mut rest = bytes;
        while let [first, tail @ ..] = rest {
            assert!(
                matches!(first, b'a'..=b'z' | b'0'..=b'9' | b'-'),
                "a queue name has only lower-case letters, digits and hyphens"
            );
            assert!(
                !matches!((first, tail), (b'-', [b'-', ..])),
                "a queue name has no two hyphens together"
            );
            rest = tail;
        }
        Self {
            base: name,
            poison: false,
        }
    }

    /// Where [`Store::poison`](crate::Store::poison) puts this queue's messages.
    ///
    /// The poison queue of a poison queue is itself.
    #[must_use]
    pub const fn poison(self) -> Self {
        Self {
            base: self.base,
            poison: true,
        }
    }

    /// The name, with `-poison` if it is a poison queue.
    pub fn name(self) -> Cow<'static, str> {
        if self.poison {
            Cow::Owned(format!("{}-poison", self.base))
        } else {
            Cow::Borrowed(self.base)
        }
    }
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
        }
    }

    #[test]
    fn a_poison_queue_has_the_name_that_the_host_gives_it() {
        let queue = Queue::new("actions");
        assert_eq!(queue.name(), "actions");
        assert_eq!(queue.poison().name(), "actions-poison");
        assert_eq!(queue.poison().poison().name(), "actions-poison");
    }
}
