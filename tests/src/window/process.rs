//! The till's process, seen from outside: its id, whether it is over, and the power cut.
//!
//! Everything is read from `/proc`; the signal is sent by `kill`, because this workspace has no unsafe code.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The process that `parent` started from `binary`; WebKit's own processes run other binaries.
pub fn child(parent: u32, binary: &Path) -> Option<u32> {
    let binary = binary.canonicalize().ok()?;
    std::fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).find(
        |process: &u32| {
            parent_of(*process) == Some(parent)
                && std::fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|running| running == binary)
        },
    )
}

/// The processes that `parent` started, directly or not, whose program has this name.
pub fn named(parent: u32, name: &str) -> Vec<u32> {
    let all = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let is_below =
        |process: u32| std::iter::successors(Some(process), |at| parent_of(*at)).take(16).any(|at| at == parent);
    let runs =
        |process: u32| std::fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|program| program.ends_with(name));
    all.filter(|process| runs(*process) && is_below(*process) && !over(*process)).collect()
}

/// Ends a process at once, without asking it.
pub fn kill(process: u32) -> std::io::Result<()> {
    Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status().map(drop)
}

/// Whether the process has ended. Its parent may collect it late, so a leftover entry counts as ended; but not one
/// whose first thread alone is over: the others still hold its locks and its name on the bus.
pub fn over(process: u32) -> bool {
    let threads = || std::fs::read_dir(format!("/proc/{process}/task")).map_or(0, Iterator::count);
    stat(process).is_none_or(|stat| stat.starts_with(['Z', 'X']) && threads() <= 1)
}

/// Waits, without a runtime and within a limit, until the process has ended.
#[expect(clippy::disallowed_methods, reason = "a window that is dropped has no runtime to wait with")]
pub fn await_end(process: u32, limit: Duration) {
    let pause = Duration::from_millis(5);
    let mut waited = Duration::ZERO;
    while !over(process) && waited < limit {
        std::thread::sleep(pause);
        waited += pause;
    }
}

fn parent_of(process: u32) -> Option<u32> {
    stat(process)?.split_whitespace().nth(1)?.parse().ok()
}

/// The text behind the name in `/proc/<id>/stat`: the name may hold spaces and ends with the last parenthesis.
fn stat(process: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')').map(|(_, rest)| rest.trim().to_owned())
}
