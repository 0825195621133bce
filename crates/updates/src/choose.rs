//! Whether the version of a manifest may be taken by this till, now.
//!
//! Plain functions over what is known: no clock, no file, no network. An older manifest than one that was seen is
//! refused even though it is signed, because it may be held back by somebody; so is one that has expired. A clock that
//! lies before the build counts as the time of the build, so that an empty battery does not make an old manifest new.
//! A manifest from the future is refused, too: once it was seen, no manifest of today would count any more.

use std::time::Duration;

use airtill_domain::Timestamp;

use crate::manifest::Manifest;
use crate::target::{Channel, Target};
use crate::version::Version;

/// The most by which the publisher's clock may be ahead of this computer's.
const AHEAD: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// The till that asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Till {
    /// The version that runs.
    pub version: Version,
    /// When it was built.
    pub built: Timestamp,
    /// The line of releases that it follows.
    pub channel: Channel,
    /// The system whose package it could install; `None` where it installs none by itself.
    pub target: Option<Target>,
    /// The oldest format among the ledgers of this computer; `None` where there is none yet.
    pub oldest_ledger: Option<u32>,
}

/// The meaning of a manifest for a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// There is no newer version.
    Newest,
    /// There is a newer version, with a package that this till can install.
    Newer,
    /// There is a newer version, and none of its packages is for this till to install.
    NewerElsewhere,
    /// There is a newer version, and it could not read a ledger of this computer.
    LedgerTooOld,
}

/// The reason for which a manifest says nothing to this till.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It belongs to another line of releases.
    #[error("the manifest is of another channel")]
    OtherChannel,
    /// A later one was seen before.
    #[error("the manifest is older than one that was seen before")]
    Older,
    /// The manifest has expired.
    #[error("the manifest has expired")]
    Expired,
    /// The manifest was published more than two days after now: one of the two clocks is wrong.
    #[error("the manifest is from the future")]
    NotYet,
}

/// The choice that `manifest` leaves to `till`. `seen` is when the newest manifest so far was published, `now` the time
/// by the clock of this computer.
///
/// # Errors
/// A [`Refusal`]: nothing in the manifest then counts.
pub fn choose(manifest: &Manifest, till: &Till, seen: Option<Timestamp>, now: Timestamp) -> Result<Choice, Refusal> {
    if manifest.channel != till.channel {
        return Err(Refusal::OtherChannel);
    }
    if seen.is_some_and(|seen| manifest.published < seen) {
        return Err(Refusal::Older);
    }
    let now = now.max(till.built);
    if manifest.published > now.plus(AHEAD) {
        return Err(Refusal::NotYet);
    }
    if now >= manifest.expires {
        return Err(Refusal::Expired);
    }
    Ok(if manifest.version <= till.version {
        Choice::Newest
    } else if till.oldest_ledger.is_some_and(|format| format < manifest.smallest_ledger) {
        Choice::LedgerTooOld
    } else if till.target.is_some_and(|target| manifest.package(target).is_some()) {
        Choice::Newer
    } else {
        Choice::NewerElsewhere
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const DAY: i64 = 86_400_000;
    /// 2026-12-01T00:00:00Z, when the manifest of these tests was published; it lasts for thirty days.
    const PUBLISHED: i64 = 1_796_083_200_000;

    fn manifest(version: &str) -> Manifest {
        let digest = "00".repeat(32);
        let written = json!({
            "schema": 1, "channel": "stable", "version": version, "smallest_ledger": 3,
            "published": "2026-12-01T00:00:00Z", "expires": "2026-12-31T00:00:00Z", "news": { "en": "News" },
            "targets": { "windows-x64": { "url": "a.exe", "size": 1, "sha256": digest } }
        });
        Manifest::decode(written.to_string().as_bytes()).expect("it is good")
    }

    fn till() -> Till {
        Till {
            version: Version::new(1, 2, 3),
            built: Timestamp(PUBLISHED - 9 * DAY),
            channel: Channel::Stable,
            target: Some(Target::WindowsX64),
            oldest_ledger: Some(3),
        }
    }

    fn after(days: i64) -> Timestamp {
        Timestamp(PUBLISHED + days * DAY)
    }

    #[test]
    fn u02_only_a_newer_version_is_taken() {
        for (version, newer) in
            [("1.2.2", false), ("1.2.3", false), ("1.2.4", true), ("1.10.0", true), ("0.99.0", false)]
        {
            let manifest = manifest(version);
            let choice = choose(&manifest, &till(), None, after(1));
            assert_eq!(choice == Ok(Choice::Newer), newer, "{version}");
            assert_eq!(choice == Ok(Choice::Newest), !newer, "{version}");
        }
    }

    #[test]
    fn u02_an_older_manifest_than_one_seen_is_refused_and_the_same_is_not() {
        let manifest = manifest("9.0.0");
        let choose = |seen| choose(&manifest, &till(), Some(Timestamp(seen)), after(1)).map(|_| ());
        assert_eq!(choose(PUBLISHED - 1), Ok(()));
        assert_eq!(choose(PUBLISHED), Ok(()), "the same once more");
        assert_eq!(choose(PUBLISHED + 1), Err(Refusal::Older));
    }

    #[test]
    fn u06_an_expired_manifest_says_nothing_not_even_that_all_is_well() {
        for version in ["1.0.0", "1.2.3", "9.0.0"] {
            let manifest = manifest(version);
            let choose = |now| choose(&manifest, &till(), None, now).map(|_| ());
            assert_eq!(choose(after(30).minus(std::time::Duration::from_millis(1))), Ok(()), "{version}");
            assert_eq!(choose(after(30)), Err(Refusal::Expired), "{version}");
            assert_eq!(choose(after(3000)), Err(Refusal::Expired), "{version}");
        }
    }

    #[test]
    fn u06_a_clock_before_the_build_counts_as_the_build() {
        let manifest = manifest("9.0.0");
        let choose = |built, now| choose(&manifest, &Till { built, ..till() }, None, now).map(|_| ());
        assert_eq!(choose(after(-1), Timestamp(0)), Ok(()), "an empty battery stops nothing");
        assert_eq!(choose(after(31), Timestamp(0)), Err(Refusal::Expired), "and makes nothing new");
        assert_eq!(choose(after(31), after(1)), Err(Refusal::Expired));
    }

    #[test]
    fn u06_a_manifest_from_the_future_does_not_count() {
        let manifest = manifest("9.0.0");
        let choose = |built, now| choose(&manifest, &Till { built, ..till() }, None, now).map(|_| ());
        let moment = Duration::from_millis(1);
        assert_eq!(choose(after(-9), after(-2)), Ok(()), "two clocks that differ a little");
        assert_eq!(choose(after(-9), after(-2).minus(moment)), Err(Refusal::NotYet));
        assert_eq!(choose(after(-9), after(-3000)), Err(Refusal::NotYet));
        assert_eq!(choose(after(-2), after(-3000)), Ok(()), "the build counts, where the clock lies before it");
    }

    #[test]
    fn u08_a_version_that_cannot_read_a_ledger_of_here_is_not_taken() {
        let manifest = manifest("9.0.0");
        for (oldest_ledger, taken) in [(None, true), (Some(2), false), (Some(3), true), (Some(4), true)] {
            let choice = choose(&manifest, &Till { oldest_ledger, ..till() }, None, after(1));
            assert_eq!(choice == Ok(Choice::Newer), taken, "{oldest_ledger:?}");
            assert_eq!(choice == Ok(Choice::LedgerTooOld), !taken, "{oldest_ledger:?}");
        }
    }

    #[test]
    fn a_newer_version_is_named_where_this_system_has_no_package() {
        let manifest = manifest("9.0.0");
        for target in [None, Some(Target::MacosX64)] {
            let choice = choose(&manifest, &Till { target, ..till() }, None, after(1));
            assert_eq!(choice, Ok(Choice::NewerElsewhere), "{target:?}");
        }
    }

    #[test]
    fn a_till_follows_its_own_channel_alone() {
        let manifest = manifest("9.0.0");
        let choice = choose(&manifest, &Till { channel: Channel::Test, ..till() }, None, after(1));
        assert_eq!(choice, Err(Refusal::OtherChannel));
    }

    proptest! {
        #[test]
        fn u02_no_time_and_no_history_makes_an_old_version_newer(
            seen: Option<i64>, now: i64, built: i64, major in 0_u16..2, minor in 0_u16..3, patch in 0_u16..4,
        ) {
            let manifest = manifest(&Version::new(major, minor, patch).to_string());
            let till = Till { built: Timestamp(built), ..till() };
            let choice = choose(&manifest, &till, seen.map(Timestamp), Timestamp(now));
            prop_assert!(matches!(choice, Err(_) | Ok(Choice::Newest)));
        }
    }
}
