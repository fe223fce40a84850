//! Processes that left their group (a daemon, a test runner's children) and lost their parent.
//!
//! On Linux this program makes itself their new parent, so that it can end them, too
//! (<https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html>). Elsewhere they are
//! left to the system.

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::process::group;

/// Become the parent of every descendant that loses its own.
pub(super) fn adopt() {
    #[cfg(target_os = "linux")]
    // A kernel without it leaves strays to init, as on other systems.
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

/// Ends what a step left behind and returns the names, for a note to the person who reads.
pub(crate) fn end_strays() -> Vec<String> {
    let mut names = Vec::new();
    // Each round may orphan the next generation.
    loop {
        let strays: Vec<_> = children()
            .into_iter()
            .filter(|child| !group::is_running(child.id))
            .collect();
        if strays.is_empty() {
            return names;
        }
        for stray in strays {
            let id = Pid::from_raw(stray.id);
            let _ = kill(id, Signal::SIGKILL);
            let _ = waitpid(id, None);
            if !stray.zombie {
                names.push(stray.name);
            }
        }
    }
}

/// Takes note of ended children, so that they do not look alive.
pub(super) fn reap() {
    for child in children().into_iter().filter(|child| child.zombie) {
        let _ = waitpid(Pid::from_raw(child.id), Some(WaitPidFlag::WNOHANG));
    }
}

/// Ends every child, group or not: for the very end.
pub(super) fn kill_all() {
    for child in children() {
        let _ = kill(Pid::from_raw(child.id), Signal::SIGKILL);
    }
}

/// One child of this process.
#[derive(Debug)]
struct Child {
    id: i32,
    name: String,
    zombie: bool,
}

/// The children of this process by `/proc`, empty where there is none.
fn children() -> Vec<Child> {
    let own = std::process::id().to_string();
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            parse(id, &stat, &own)
        })
        .collect()
}

/// Reads `/proc/<id>/stat`: `id (name) state parent …`, where the name may hold anything.
fn parse(id: i32, stat: &str, parent: &str) -> Option<Child> {
    let (head, tail) = stat.rsplit_once(") ")?;
    let (_, name) = head.split_once(" (")?;
    let mut fields = tail.split(' ');
    let state = fields.next()?;
    (fields.next()? == parent).then(|| Child {
        id,
        name: name.to_owned(),
        zombie: state == "Z",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_name_may_hold_anything() {
        let child = parse(7, "7 (a (b) S 9) S 42 7 7 0", "42").unwrap();
        assert_eq!(
            (child.id, child.name.as_str(), child.zombie),
            (7, "a (b) S 9", false)
        );
        assert!(parse(7, "7 (node) Z 42 7", "42").unwrap().zombie);
        assert!(parse(7, "7 (node) S 1 7", "42").is_none());
        assert!(parse(7, "nonsense", "42").is_none());
    }
}
