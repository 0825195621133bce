//! Launch and memory: the till and the bare window, started in turns on a display of their own.
//!
//! *Usable* is the moment of the last change of the picture: everything that a program still paints, moves or loads is
//! part of its start, and a person waits for the last of it. The first screen is drawn by the script that listens to
//! it, so a visible part can be pressed. The same rule judges the bare window. Two seconds of stillness end the wait,
//! and at their end the memory is read.

use std::path::Path;
use std::time::Duration;

use crate::measure::{Fallible, Measure, Ratio, Unit, best_of_rounds};
use crate::processes::Running;
use crate::samples::{median, micros, now};
use crate::screen::Screen;
use crate::{account, floor};

/// Pairs of starts that count.
const PAIRS: usize = 10;
/// Starts of each program before that: files reach memory, folders are made.
const WARM_UP: usize = 2;
/// How long a picture must not change to be the last one.
const STILL: Duration = Duration::from_secs(2);
/// How often the screen is looked at.
const LOOK: Duration = Duration::from_millis(4);
/// The longest start that is waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// One start: its time and its memory.
struct Start {
    usable: u64,
    memory: u64,
}

/// Launch and memory with an empty folder, which shows the very first screen.
pub async fn measures() -> Fallible<Vec<Measure>> {
    let screen = Screen::start()?;
    let folder = account::folder()?;
    Ok(best_of_rounds(async || side_by_side(&screen, folder.path()).await).await?.to_vec())
}

/// Starts both programs in turns; the launch and the memory of the till against the bare window.
async fn side_by_side(screen: &Screen, folder: &Path) -> Fallible<[Measure; 2]> {
    let (till, bare) = (floor::till()?, floor::bare()?);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for pair in 0..WARM_UP + PAIRS {
        // The second of a pair finds a warmer computer: they take turns at that, too.
        let order = if pair % 2 == 0 { [true, false] } else { [false, true] };
        for is_till in order {
            let start = start(screen, if is_till { &till } else { &bare }, folder).await?;
            if pair >= WARM_UP {
                if is_till { ours.push(start) } else { theirs.push(start) }
            }
        }
    }
    let of = |starts: &[Start], what: fn(&Start) -> u64| median(&starts.iter().map(what).collect::<Vec<_>>());
    let measure = |name, unit, bound, what: fn(&Start) -> u64| Measure {
        name,
        till: of(&ours, what),
        floor: of(&theirs, what),
        unit,
        bound,
        from: format!("{PAIRS} pairs"),
    };
    Ok([
        measure("launch to usable window", Unit::Time, Ratio(115), |start| start.usable),
        measure("memory of all processes", Unit::Memory, Ratio(115), |start| start.memory),
    ])
}

/// Starts a program, waits until its picture is still, weighs it and ends it.
async fn start(screen: &Screen, program: &Path, folder: &Path) -> Fallible<Start> {
    let empty = screen.picture()?;
    let began = now();
    let running = Running::start(program, folder, screen.name())?;
    let mut last = screen.picture()?;
    let mut changed = micros(began.elapsed());
    let still = micros(STILL);
    loop {
        tokio::time::sleep(LOOK).await;
        let picture = screen.picture()?;
        let at = micros(began.elapsed());
        if picture != last {
            (last, changed) = (picture, at);
        } else if last != empty && last.shows_something() && at - changed > still {
            break;
        } else if began.elapsed() > LIMIT {
            return Err(format!("{} showed no still picture within {LIMIT:?}", program.display()).into());
        }
    }
    let memory = running.memory()?;
    running.end().await?;
    // The next start begins with an empty screen.
    while screen.picture()? != empty {
        tokio::time::sleep(LOOK).await;
        if began.elapsed() > LIMIT {
            return Err(format!("{} left its picture behind", program.display()).into());
        }
    }
    Ok(Start { usable: changed, memory })
}
