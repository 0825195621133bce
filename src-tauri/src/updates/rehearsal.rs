//! A rehearsal of updates: a test hands in the address of a manifest and two public keys, to see updates in the real
//! window and to take pictures of them.
//!
//! A release never looks at it. Nothing that comes from there is ever run: the installer of a rehearsal refuses each
//! package, so a variable of the environment gives nobody the place of the program.

use std::sync::Arc;

use airtill_app::UpdateSource;
use airtill_app::ports::{Channel, Installed, Installer, Limits, Promise, Ready, Target, Web};
use airtill_contract::{BuildKind, UpdateTrouble, UpdateWay};
use airtill_domain::{Environment, Timestamp};

use super::source as publisher;
use crate::about;

/// Names the address of a manifest and two public keys, with a space between each two.
const VARIABLE: &str = "AIRTILL_REHEARSED_UPDATES";

/// The source that the environment names for this program.
pub fn source() -> Option<UpdateSource> {
    of(about::view().build, std::env::var(VARIABLE).ok().as_deref(), publisher::built())
}

/// The source that the variable names, in a build that is no release. A server of this computer is reached, too.
fn of(build: BuildKind, variable: Option<&str>, built: Timestamp) -> Option<UpdateSource> {
    if build == BuildKind::Release {
        return None;
    }
    let (manifest, keys) = variable?.split_once(' ')?;
    let mut rehearsed = publisher::of(manifest, keys, Channel::Test, built, Arc::new(Refusing))?;
    rehearsed.web = Web::new(Environment::Test, Limits::default());
    // Linux has no package of its own.
    rehearsed.till.target.get_or_insert(Target::WindowsX64);
    Some(rehearsed)
}

/// An installer that refuses each package.
struct Refusing;

impl Installer for Refusing {
    fn way(&self) -> Promise<'_, UpdateWay> {
        Box::pin(async { UpdateWay::Itself })
    }

    fn install<'a>(&'a self, _: Ready, _: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>> {
        Box::pin(async { Err(UpdateTrouble::NotAllowed) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::tests::KEYS;
    use super::*;

    #[test]
    fn u01_a_release_takes_no_updates_that_a_variable_names() {
        let named = format!("https://127.0.0.1:4443/a/airtill-test.json {KEYS}");
        let of = |build| of(build, Some(&named), Timestamp(7000));
        assert!(of(BuildKind::Release).is_none());
        let rehearsed = of(BuildKind::Test).expect("an address and two keys");
        assert_eq!(rehearsed.manifest.as_str(), "https://127.0.0.1:4443/a/airtill-test.json");
        assert_eq!((rehearsed.till.channel, rehearsed.till.built), (Channel::Test, Timestamp(7000)));
        assert!(rehearsed.till.target.is_some());
    }

    #[test]
    fn a_rehearsal_without_an_address_and_two_keys_is_none() {
        let one = KEYS.split(' ').next().expect("one");
        for odd in
            ["", " ", "https://127.0.0.1/", KEYS, &format!("no-address {KEYS}"), &format!("https://a.example/ {one}")]
        {
            assert!(of(BuildKind::Test, Some(odd), Timestamp(0)).is_none(), "{odd:?}");
        }
        assert!(of(BuildKind::Test, None, Timestamp(0)).is_none());
    }
}
