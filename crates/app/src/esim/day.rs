//! Days as a person types them, and the instants at which they begin where the person is.
//!
//! The service takes instants alone. A day that began in UTC instead would be over for a person west of it in the
//! evening, and would begin on the day before.

use std::cmp::Ordering;

use airtill_contract::OrderFieldError;
use airtill_domain::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// When the day that a text names begins in this zone; `None` where the text is empty.
///
/// # Errors
/// `NotReadable` for everything but a day as `2026-11-29`.
pub fn beginning(typed: &str, zone: &TimeZone) -> Result<Option<Timestamp>, OrderFieldError> {
    read(typed)?.map(|day| begins(day, zone)).transpose()
}

/// When the day that a text names begins, where it is to come; `None` for today, as for an empty text: at once.
///
/// # Errors
/// `InThePast` for a day that is over where the person is; `NotReadable` for everything but a day.
pub fn to_come(typed: &str, now: Timestamp, zone: &TimeZone) -> Result<Option<Timestamp>, OrderFieldError> {
    let Some(day) = read(typed)? else { return Ok(None) };
    let present = jiff::Timestamp::from_millisecond(now.0).map_err(|_| OrderFieldError::NotReadable)?;
    match day.cmp(&zone.to_datetime(present).date()) {
        Ordering::Less => Err(OrderFieldError::InThePast),
        Ordering::Equal => Ok(None),
        Ordering::Greater => begins(day, zone).map(Some),
    }
}

fn read(typed: &str) -> Result<Option<Date>, OrderFieldError> {
    match typed.trim() {
        "" => Ok(None),
        // A day alone: an hour beside it would be lost.
        typed => match typed.parse::<Date>() {
            Ok(day) if day.to_string() == typed => Ok(Some(day)),
            _ => Err(OrderFieldError::NotReadable),
        },
    }
}

fn begins(day: Date, zone: &TimeZone) -> Result<Timestamp, OrderFieldError> {
    let begins = day.to_zoned(zone.clone()).map_err(|_| OrderFieldError::NotReadable)?;
    Ok(Timestamp(begins.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use jiff::tz::Offset;
    use jiff::{SignedDuration, ToSpan};
    use proptest::prelude::*;

    use super::*;

    fn fixed(minutes: i32) -> TimeZone {
        TimeZone::fixed(Offset::from_seconds(minutes * 60).expect("an offset that there is"))
    }

    fn instant(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().expect("an instant").as_millisecond())
    }

    fn date_of(text: &str, zone: &TimeZone) -> Result<Option<Timestamp>, OrderFieldError> {
        to_come(text, instant("2026-11-29T02:00:00Z"), zone)
    }

    #[test]
    fn a_day_is_read_as_one_and_as_nothing_else() {
        assert_eq!(beginning(" ", &TimeZone::UTC), Ok(None));
        assert_eq!(beginning(" 2026-11-29 ", &fixed(120)), Ok(Some(instant("2026-11-28T22:00:00Z"))));
        for bad in ["29.11.2026", "2026-02-30", "2026-13-01", "tomorrow", "99999-01-01", "2026-11-29T10:00"] {
            assert_eq!(beginning(bad, &TimeZone::UTC), Err(OrderFieldError::NotReadable), "{bad}");
        }
    }

    #[test]
    fn today_is_at_once_on_both_sides_of_a_border() {
        for (hours, yesterday, today) in
            [(-8, "2026-11-27", "2026-11-28"), (0, "2026-11-28", "2026-11-29"), (14, "2026-11-28", "2026-11-29")]
        {
            let zone = fixed(hours * 60);
            assert_eq!(date_of(today, &zone), Ok(None), "{hours}");
            assert_eq!(date_of(yesterday, &zone), Err(OrderFieldError::InThePast), "{hours}");
        }
        assert_eq!(date_of("2026-11-29", &fixed(-8 * 60)), Ok(Some(instant("2026-11-29T08:00:00Z"))));
    }

    #[test]
    fn a_day_without_a_midnight_begins_when_it_begins() {
        // Egypt: the clocks go from 23:59 to 01:00 in the night to the last Friday of April.
        let zone = TimeZone::posix("EET-2EEST,M4.5.5/0,M10.5.4/24").expect("a zone");
        assert_eq!(date_of("2027-04-30", &zone), Ok(Some(instant("2027-04-29T22:00:00Z"))));
    }

    proptest! {
        #[test]
        fn every_day_is_over_present_or_to_come(
            now in 0_i64..4_000_000_000_000,
            minutes in -12 * 60_i32..=14 * 60,
            away in -400_i32..400,
        ) {
            let (zone, now) = (fixed(minutes), Timestamp(now));
            let here = jiff::Timestamp::from_millisecond(now.0).expect("an instant").to_zoned(zone.clone());
            let day = here.date().saturating_add(away.days());
            match to_come(&day.to_string(), now, &zone) {
                Err(error) => prop_assert!(error == OrderFieldError::InThePast && away < 0),
                Ok(None) => prop_assert_eq!(away, 0),
                Ok(Some(begins)) => {
                    prop_assert!(away > 0 && begins > now, "the service takes no instant of the past");
                    let begins = jiff::Timestamp::from_millisecond(begins.0).expect("an instant");
                    prop_assert_eq!(zone.to_datetime(begins).date(), day);
                    let before = begins - SignedDuration::from_millis(1);
                    prop_assert!(zone.to_datetime(before).date() < day);
                }
            }
        }

        #[test]
        fn no_text_crashes_the_reader(typed in "\\PC{0,30}") {
            let _no_panic = beginning(&typed, &TimeZone::UTC);
        }
    }
}
