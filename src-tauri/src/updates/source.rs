//! The publisher of updates, whose keys `build.rs` puts into the program, and this copy as a manifest is chosen for it.
//!
//! A build without keys has no source, and then takes no updates. A test build reads the manifest of tests, which lies
//! beside the other one.

use std::sync::Arc;

use airtill_app::UpdateSource;
use airtill_app::ports::{Channel, Installer, Keys, Limits, Target, UpdatedTill, Version, Web};
use airtill_contract::BuildKind;
use airtill_domain::{Environment, Timestamp};

use crate::about;

/// The publisher as the source of this program's updates; none in a build that has no keys.
pub fn source(installer: Arc<dyn Installer>) -> Option<UpdateSource> {
    let channel = if about::view().build == BuildKind::Release { Channel::Stable } else { Channel::Test };
    of(env!("AIRTILL_UPDATES_FROM"), env!("AIRTILL_UPDATES_SIGNED_BY"), channel, built(), installer)
}

/// The time of the commit of this program.
pub(super) fn built() -> Timestamp {
    built_of(env!("AIRTILL_BUILT_OF"))
}

/// The source with that manifest and these two keys; none where they are none.
pub(super) fn of(
    manifest: &str,
    keys: &str,
    channel: Channel,
    built: Timestamp,
    installer: Arc<dyn Installer>,
) -> Option<UpdateSource> {
    let (present, next) = keys.split_once(' ')?;
    let keys = Keys::read(present, next).ok()?;
    let manifest = tauri::Url::parse(manifest).ok()?.join(channel.file_name()).ok()?;
    let version: Version = env!("CARGO_PKG_VERSION").parse().ok()?;
    let till = UpdatedTill { version, built, channel, target: Target::of_this_program(), oldest_ledger: None };
    Some(UpdateSource { keys, manifest, web: Web::new(Environment::Live, Limits::default()), till, installer })
}

/// The time of the commit in seconds since 1970; the beginning of time where that is unknown.
fn built_of(seconds: &str) -> Timestamp {
    Timestamp(seconds.parse::<i64>().unwrap_or_default().saturating_mul(1000))
}

#[cfg(test)]
pub(super) mod tests {
    use airtill_app::ports::{Installed, Promise, Ready};
    use airtill_contract::{UpdateTrouble, UpdateWay};

    use super::*;

    struct Nobody;

    impl Installer for Nobody {
        fn way(&self) -> Promise<'_, UpdateWay> {
            Box::pin(async { UpdateWay::Never })
        }

        fn install<'a>(&'a self, _: Ready, _: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>> {
            Box::pin(async { Err(UpdateTrouble::Failed) })
        }
    }

    /// Two public keys as minisign writes them.
    pub const KEYS: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3 \
                        RWQAAQIDBAUGBygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZH";

    #[test]
    fn u01_a_build_without_two_keys_takes_no_updates() {
        let at = |keys: &str| {
            of("https://u.example/airtill-stable.json", keys, Channel::Stable, Timestamp(0), Arc::new(Nobody))
        };
        let one = KEYS.split(' ').next().expect("one");
        for keys in ["", " ", one, &format!("{one} "), &format!("{one} {one}")] {
            assert!(at(keys).is_none(), "{keys:?}");
        }
    }

    #[test]
    fn a_test_build_reads_the_manifest_of_tests() {
        for (channel, file) in [(Channel::Stable, "airtill-stable.json"), (Channel::Test, "airtill-test.json")] {
            let source = of("https://u.example/a/airtill-stable.json", KEYS, channel, built_of("7"), Arc::new(Nobody));
            let source = source.expect("two keys");
            assert_eq!(source.manifest.as_str(), format!("https://u.example/a/{file}"));
            assert_eq!((source.till.channel, source.till.built), (channel, Timestamp(7000)));
        }
        assert_eq!(built_of(""), Timestamp(0));
    }
}
