//! When the till checks for updates, and when repeated failures of checks are shown.
//!
//! Plain functions of times. A check counts whatever its end, so nothing is asked twice in a day. A clock that was set
//! back makes the last check one of the future, which does not count: the till would wait for years otherwise.

use std::time::Duration;

use airtill_domain::{Moment, Timestamp};
use airtill_updates::Memory;

/// The first minutes after a start belong to the person who starts to work.
const AFTER_START: Duration = Duration::from_secs(10 * 60);
/// The time between two checks.
const BETWEEN: Duration = Duration::from_secs(24 * 60 * 60);
/// The time after which a supervisor is shown that every check fails.
const LONG: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Whether a check is due `now`, in a till that started at `start`. It last checked in this run at `checked`, of which
/// the memory may know nothing: the disk may have refused it.
pub fn is_due(memory: &Memory, checked: Option<Moment>, start: Moment, now: Moment) -> bool {
    let waited = |last: Timestamp| last > now.wall || now.wall.since(last) >= BETWEEN;
    memory.last_check.is_none_or(waited)
        && checked.is_none_or(|last| waited(last.wall))
        && now.monotonic.saturating_sub(start.monotonic) >= AFTER_START
}

/// Since when every check has failed, where that is long.
pub fn failing_for_long(memory: &Memory, now: Timestamp) -> Option<Timestamp> {
    memory.failing_since.filter(|since| now.since(*since) >= LONG)
}

#[cfg(test)]
mod tests {
    use airtill_updates::Version;

    use super::*;

    const NOW: i64 = 1_796_169_600_000;
    const HOUR: i64 = 3_600_000;

    fn moment(wall: i64, minutes: u64) -> Moment {
        Moment { wall: Timestamp(wall), monotonic: Duration::from_secs(60 * minutes) }
    }

    fn checked(at: i64) -> Memory {
        let mut memory = Memory::default();
        memory.note_success(Timestamp(at), Version::new(1, 0, 0));
        memory
    }

    #[test]
    fn u03_a_till_looks_once_a_day_and_not_in_its_first_minutes() {
        let start = moment(NOW, 5);
        for (memory, minutes, due) in [
            (Memory::default(), 14, false),
            (Memory::default(), 15, true),
            (checked(NOW - 24 * HOUR), 14, false),
            (checked(NOW - 24 * HOUR), 15, true),
            (checked(NOW - 24 * HOUR + 1), 15, false),
            (checked(NOW), 600, false),
            (checked(NOW + HOUR), 15, true),
        ] {
            assert_eq!(is_due(&memory, None, start, moment(NOW, minutes)), due, "{memory:?} {minutes}");
        }
    }

    #[test]
    fn u03_a_clock_that_was_years_ahead_keeps_no_check_from_being_due() {
        let (start, years) = (moment(NOW, 5), 3 * 365 * 24 * HOUR);
        let mut failed = checked(NOW - HOUR);
        failed.note_failure(Timestamp(NOW + years));
        for memory in [checked(NOW + years), failed] {
            assert!(!is_due(&memory, None, start, moment(NOW + years, 15)), "it was just checked, by that clock");
            assert!(!is_due(&memory, None, start, moment(NOW, 14)), "the first minutes are a person's");
            assert!(is_due(&memory, None, start, moment(NOW, 15)), "the clock is right again");
        }
    }

    #[test]
    fn u03_a_check_that_the_disk_did_not_note_is_one_of_the_day() {
        let (start, checked) = (moment(NOW, 0), Some(moment(NOW, 20)));
        let day = moment(NOW + 24 * HOUR, 24 * 60);
        for (now, due) in [(moment(NOW + HOUR, 80), false), (day, true), (moment(NOW - HOUR, 80), true)] {
            assert_eq!(is_due(&Memory::default(), checked, start, now), due, "{now:?}");
        }
    }

    #[test]
    fn u06_a_check_that_fails_is_no_word_for_fourteen_days() {
        let mut memory = checked(NOW);
        assert_eq!(failing_for_long(&memory, Timestamp(NOW + 1000 * 24 * HOUR)), None, "nobody asked");
        memory.note_failure(Timestamp(NOW));
        let day = 24 * HOUR;
        assert_eq!(failing_for_long(&memory, Timestamp(NOW + 14 * day - 1)), None);
        assert_eq!(failing_for_long(&memory, Timestamp(NOW + 14 * day)), Some(Timestamp(NOW)));
        assert_eq!(failing_for_long(&memory, Timestamp(NOW - day)), None, "a clock that was set back");
        memory.note_success(Timestamp(NOW + 15 * day), Version::new(1, 0, 0));
        assert_eq!(failing_for_long(&memory, Timestamp(NOW + 99 * day)), None);
    }
}
