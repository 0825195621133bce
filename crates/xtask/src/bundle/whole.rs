//! The files of a whole release: every part that several machines made, and nothing else.
//!
//! A release is listed, signed and uploaded as it lies in the output folder. So a part that is missing and a file of
//! another bundle both stop it here, before anything is signed. Nothing here makes anything.

use super::release::Release;
use super::sums::LISTING;
use super::{files, manifest};
use crate::step::Stop;

/// The files of a release, below the output folder; `@` stands for the name of the package and the version.
const WHOLE: [&str; 14] = [
    "@-linux-licences.txt",
    "@-linux.cdx.json",
    "@-windows-licences.txt",
    "@-windows.cdx.json",
    "@-macos-licences.txt",
    "@-macos.cdx.json",
    "@-window.cdx.json",
    "@_amd64.deb",
    "@-1.x86_64.rpm",
    "@-windows-x64-setup.exe",
    "@-macos-universal.dmg",
    "@-macos-universal.tar.gz",
    "apt/dists/stable/InRelease",
    "dnf/repodata/repomd.xml.asc",
];

/// Checks that the output folder has every part of a release and nothing else, before all of it is listed.
///
/// # Errors
/// When a part is missing, or something lies there that is neither a part nor made from the parts; the sentence names
/// all of it.
pub fn is_whole_and_alone(release: &Release) -> Result<(), Stop> {
    let parts: Vec<String> = WHOLE.iter().map(|pattern| named(pattern, release)).collect();
    let missing: Vec<&str> =
        parts.iter().filter(|name| !release.output.join(name).is_file()).map(String::as_str).collect();
    if !missing.is_empty() {
        return Err(Stop::new(format!("a part of this release did not make {}.", missing.join(", "))));
    }
    let made_of_parts = manifest::names(release, &files::files_in(&release.output)?)?;
    let belongs = |name: &str| {
        let is_folder_of_parts = parts.iter().any(|part| part.split_once('/').is_some_and(|(top, _)| top == name));
        is_folder_of_parts || LISTING.contains(&name) || parts.iter().chain(&made_of_parts).any(|known| known == name)
    };
    let mut strange = files::names_in(&release.output)?;
    strange.retain(|name| !belongs(name));
    if strange.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!(
        "{} has {}, which belongs to no part of this release: remove it.",
        release.output.display(),
        strange.join(", ")
    )))
}

/// The name of a part of this release; the `.deb` alone has `_` before its version.
fn named(pattern: &str, release: &Release) -> String {
    let between = if pattern.ends_with(".deb") { "_" } else { "-" };
    pattern.replace('@', &format!("{}{between}{}", release.package, release.version))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A folder of a test with every part of a release; it is removed in the end.
    struct Parts(Release);

    impl Parts {
        fn new(name: &str) -> Self {
            let release = Release::of_workspace(false).expect("the workspace is there");
            let output = std::env::temp_dir().join(format!("airtill-whole-{name}-{}", std::process::id()));
            let parts = Self(Release { output, for_people: true, ..release });
            files::empty_folder(&parts.0.output).expect("a temporary folder can be written");
            WHOLE.iter().for_each(|pattern| parts.put(&named(pattern, &parts.0)));
            parts
        }

        fn put(&self, name: &str) {
            files::write(&self.0.output.join(name), "made", files::PLAIN).expect("it is written");
        }
    }

    impl Drop for Parts {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0.output);
        }
    }

    #[test]
    fn a_release_that_lacks_a_part_is_not_listed() {
        let parts = Parts::new("lacks");
        is_whole_and_alone(&parts.0).expect("all of it is there");
        for pattern in WHOLE {
            let missing = named(pattern, &parts.0);
            std::fs::remove_file(parts.0.output.join(&missing)).expect("it was made");
            let stop = is_whole_and_alone(&parts.0).expect_err(pattern);
            assert!(stop.to_string().ends_with(&format!("did not make {missing}.")), "{stop}");
            parts.put(&missing);
        }
    }

    #[test]
    fn a_release_with_a_file_of_another_bundle_is_not_listed() {
        let parts = Parts::new("strange");
        for strange in [
            "airtill-test.json",
            "airtill-test.json.minisig",
            "airtill_0.0.1_amd64.deb",
            "airtill-0.0.1-windows-x64-setup.exe.minisig",
            "Info.plist",
            ".hidden",
            "folder/file",
        ] {
            parts.put(strange);
            let stop = is_whole_and_alone(&parts.0).expect_err(strange);
            let name = strange.split('/').next().unwrap_or_default();
            assert!(stop.to_string().contains(&format!(" has {name}, which belongs to no part")), "{stop}");
            let path = parts.0.output.join(name);
            let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
            removed.expect("it was made");
        }
        is_whole_and_alone(&parts.0).expect("nothing strange is left");
    }

    #[test]
    fn a_release_is_listed_again_over_its_own_list_and_manifest() {
        let parts = Parts::new("again");
        let installer = named("@-windows-x64-setup.exe.minisig", &parts.0);
        let archive = named("@-macos-universal.tar.gz.minisig", &parts.0);
        let manifest = ["airtill-stable.json", "airtill-stable.json.minisig", &installer, &archive];
        LISTING.iter().chain(&manifest).for_each(|name| parts.put(name));
        is_whole_and_alone(&parts.0).expect("these were made from the parts");
    }
}
