//! When the till looks for updates, and when nobody having told it anything is worth a word.
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
/// The time after which a supervisor is told that no check tells anything.
const LONG: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Whether a check is due `now`, in a till that started at `start`.
pub fn is_due(memory: &Memory, start: Moment, now: Moment) -> bool {
    let waited = memory.asked.is_none_or(|asked| asked > now.wall || now.wall.since(asked) >= BETWEEN);
    waited && now.monotonic.saturating_sub(start.monotonic) >= AFTER_START
}

/// Since when no check has told anything, where that is long.
pub fn untold_for_long(memory: &Memory, now: Timestamp) -> Option<Timestamp> {
    memory.untold_since.filter(|since| now.since(*since) >= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_796_169_600_000;
    const HOUR: i64 = 3_600_000;

    fn moment(wall: i64, minutes: u64) -> Moment {
        Moment { wall: Timestamp(wall), monotonic: Duration::from_secs(60 * minutes) }
    }

    fn asked(at: i64) -> Memory {
        let mut memory = Memory::default();
        memory.note_told(Timestamp(at));
        memory
    }

    #[test]
    fn u03_a_till_looks_once_a_day_and_not_in_its_first_minutes() {
        let start = moment(NOW, 5);
        for (memory, minutes, due) in [
            (Memory::default(), 14, false),
            (Memory::default(), 15, true),
            (asked(NOW - 24 * HOUR), 14, false),
            (asked(NOW - 24 * HOUR), 15, true),
            (asked(NOW - 24 * HOUR + 1), 15, false),
            (asked(NOW), 600, false),
            (asked(NOW + HOUR), 15, true),
        ] {
            assert_eq!(is_due(&memory, start, moment(NOW, minutes)), due, "{memory:?} {minutes}");
        }
    }

    #[test]
    fn u06_a_check_that_tells_nothing_is_no_word_for_fourteen_days() {
        let mut memory = asked(NOW);
        assert_eq!(untold_for_long(&memory, Timestamp(NOW + 1000 * 24 * HOUR)), None, "nobody asked");
        memory.note_untold(Timestamp(NOW));
        let day = 24 * HOUR;
        assert_eq!(untold_for_long(&memory, Timestamp(NOW + 14 * day - 1)), None);
        assert_eq!(untold_for_long(&memory, Timestamp(NOW + 14 * day)), Some(Timestamp(NOW)));
        assert_eq!(untold_for_long(&memory, Timestamp(NOW - day)), None, "a clock that was set back");
        memory.note_told(Timestamp(NOW + 15 * day));
        assert_eq!(untold_for_long(&memory, Timestamp(NOW + 99 * day)), None);
    }
}
