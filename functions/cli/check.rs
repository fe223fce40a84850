//! `frontdesk check`: is this a policy, and does it do what its tests say?

use std::{
    io::{self, Write},
    path::Path,
};

use time::OffsetDateTime;

use super::Failure;
use crate::policy::{self, Mistake, Policy, PolicyError};

pub(super) fn run(
    path: &Path,
    now: OffsetDateTime,
    output: &mut impl Write,
) -> Result<bool, Failure> {
    let text = policy::read(path)?;
    let policy = match Policy::parse(path, &text) {
        Ok(policy) => policy,
        Err(PolicyError::Mistakes(mistakes)) => {
            list(output, &mistakes)?;
            writeln!(
                output,
                "{}: {}",
                path.display(),
                count(mistakes.len(), "mistake")
            )?;
            return Ok(false);
        }
        Err(unreadable @ PolicyError::Unreadable { .. }) => return Err(unreadable.into()),
    };
    let mut tests = 0;
    let mut failures = Vec::new();
    let failed = |at, message: &str| Mistake::new(path, &text, at, message);
    if let Some(sms) = &policy.sms {
        tests += sms.tests();
        failures.extend(
            sms.run_tests(now)
                .into_iter()
                .map(|f| failed(f.at, &f.message)),
        );
    }
    if let Some(chat) = &policy.chat {
        tests += chat.tests();
        failures.extend(
            chat.run_tests(now)
                .into_iter()
                .map(|f| failed(f.at, &f.message)),
        );
    }
    list(output, &failures)?;
    let failed = match failures.len() {
        0 => String::new(),
        failed => format!(", {failed} failed"),
    };
    writeln!(
        output,
        "{}: a policy; {}{failed}",
        path.display(),
        count(tests, "test")
    )?;
    Ok(failures.is_empty())
}

fn list(output: &mut impl Write, mistakes: &[Mistake]) -> io::Result<()> {
    mistakes
        .iter()
        .try_for_each(|mistake| writeln!(output, "{mistake}\n"))
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}
