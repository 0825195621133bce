//! A program under measure with all its processes: started, weighed, ended.
//!
//! Linux only: `/proc` gives each process its parent and its memory.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::measure::Fallible;

/// How long a killed program's web processes may take to notice.
const LIMIT: Duration = Duration::from_secs(10);

/// A running program.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts a program on a display, with its files below `folder`.
    pub fn start(program: &Path, folder: &Path, display: &str) -> Fallible<Self> {
        let child = Command::new(program)
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("AIRTILL_DATA_DIR", folder.join("data"))
            .env("XDG_DATA_HOME", folder.join("share"))
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child })
    }

    /// The memory of all its processes, in bytes: each one's own pages and its share of the common ones (PSS).
    pub fn memory(&self) -> Fallible<u64> {
        let mut sum = 0;
        for process in self.all() {
            sum += own_memory(process)?;
        }
        Ok(sum)
    }

    /// Ends it and waits until its web processes are gone, so that they do not burden the next one.
    pub async fn end(mut self) -> Fallible<()> {
        let descendants: Vec<u32> = self.all().into_iter().filter(|process| *process != self.child.id()).collect();
        self.child.kill()?;
        self.child.wait()?;
        let gone = async {
            while descendants.iter().any(|process| Path::new(&format!("/proc/{process}")).exists()) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(LIMIT, gone).await.is_err() {
            for process in descendants {
                if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
                    // It may have gone in this very moment.
                    let _ = kill_process(pid, Signal::KILL);
                }
            }
        }
        Ok(())
    }

    /// The program and everything that it started.
    fn all(&self) -> Vec<u32> {
        let parents = parents();
        let mut found = vec![self.child.id()];
        let mut next = 0;
        while let Some(parent) = found.get(next).copied() {
            found.extend(parents.iter().filter(|(_, of)| **of == parent).map(|(process, _)| *process));
            next += 1;
        }
        found
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only where a measure broke off; a program that was ended refuses a second time.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The memory of one process, in bytes: its own pages and its share of the common ones (PSS). One that has just ended
/// holds nothing.
pub fn own_memory(process: u32) -> Fallible<u64> {
    let Ok(rollup) = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else { return Ok(0) };
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let line = line.ok_or("the kernel does not tell shares of memory")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024)
}

/// Every process of the system with its parent.
fn parents() -> HashMap<u32, u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let process = |entry: std::fs::DirEntry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
    entries.filter_map(process).filter_map(|process| Some((process, parent(process)?))).collect()
}

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold anything; behind it come the state and the parent.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
