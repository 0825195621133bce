//! The publisher's public keys of updates, as they are committed: `src-tauri/publisher.txt`.
//!
//! The program is built with them by its own build script, on any machine; here they are read to see that the signer of
//! a release is one of them. A line is `name = value`, and a line that begins with `#` is for people.

use std::path::Path;

use crate::bundle::files;
use crate::bundle::release::git_in;
use crate::step::{Stop, capture, root};

/// The file, from the root of the repository.
pub const FILE: &str = "src-tauri/publisher.txt";
/// The name of the line that says which version has no release before it.
const FIRST: &str = "first";

/// The present and the next key.
///
/// # Errors
/// When one is missing.
pub fn keys() -> Result<[String; 2], Stop> {
    both(&files::read_text(&root().join(FILE))?, FILE)
}

/// Checks that the tills of the release before believe the present key, by which this version is signed.
///
/// # Errors
/// As [`keys`] and [`keys_of_the_release_before`], or when that release has another two keys.
pub fn is_believed_by_the_release_before(version: &str) -> Result<(), Stop> {
    let [present, _] = keys()?;
    match keys_of_the_release_before(version)? {
        Some(before) if !before.contains(&present) => Err(Stop::new(format!(
            "{FILE} has a `present` key that the release before does not have inside: its tills would refuse this one."
        ))),
        _ => Ok(()),
    }
}

/// The keys of the release before, as its tag has them; none where the publisher's file says that this version is the
/// first one.
///
/// # Errors
/// When git does not answer, no tag of an earlier release is there, or that release has no two keys.
pub fn keys_of_the_release_before(version: &str) -> Result<Option<[String; 2]>, Stop> {
    of_the_release_before(&root(), version)
}

fn of_the_release_before(repository: &Path, version: &str) -> Result<Option<[String; 2]>, Stop> {
    let git = || git_in(repository);
    // The tag of the release that is being made is at this commit itself.
    let tags = capture(git().args(["tag", "--list", "v*", "--no-contains", "HEAD", "--sort=-version:refname"]))?;
    let Some(tag) = tags.lines().next() else {
        return if value(&files::read_text(&repository.join(FILE))?, FIRST).as_deref() == Some(version) {
            Ok(None)
        } else {
            Err(Stop::new(format!(
                "no tag of an earlier release is here, so nobody can say whether its tills believe this one. Fetch the \
                 tags; before the first release of all, {FILE} says `{FIRST} = {version}`."
            )))
        };
    };
    let file = format!("{tag}:{FILE}");
    both(&capture(git().args(["show", &file]))?, &file).map(Some)
}

fn both(text: &str, file: &str) -> Result<[String; 2], Stop> {
    let key = |name| {
        value(text, name).ok_or_else(|| Stop::new(format!("{file} has no `{name}` key, and a release needs both.")))
    };
    Ok([key("present")?, key("next")?])
}

/// The value of a line; none where it is missing or empty.
fn value(text: &str, name: &str) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let found = lines.map(|(name, value)| (name.trim(), value.trim())).find(|(found, _)| *found == name)?.1;
    (!found.is_empty()).then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_its_line_and_from_no_other() {
        let text = "# present = no\npresent = RWabc\n next=RWdef= \nempty =\n";
        assert_eq!(value(text, "present").as_deref(), Some("RWabc"));
        assert_eq!(value(text, "next").as_deref(), Some("RWdef="));
        assert_eq!((value(text, "empty"), value(text, "other")), (None, None));
    }

    #[test]
    fn both_keys_are_wanted() {
        assert!(both("present = RWa\nnext = RWb\n", "f").is_ok());
        let stop = both("present = RWa\nnext =\n", "f").expect_err("one is missing");
        assert!(stop.to_string().starts_with("f has no `next` key"), "{stop}");
    }

    /// A repository of one test, whose last release is version 1.2.0; `edit` changes the publisher's file after it.
    #[cfg(unix)]
    struct Repository(std::path::PathBuf);

    #[cfg(unix)]
    impl Repository {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("airtill-publisher-{}-{name}", std::process::id()));
            files::empty_folder(&folder).expect("a temporary folder can be written");
            let repository = Self(folder);
            repository.git(&["init", "--quiet", "whole"]);
            for (tag, keys) in
                [("v1.2.0", "present = RWa\nnext = RWb\n"), ("v1.10.0", "present = RWb\nnext = RWc\nfirst = 1.2.0\n")]
            {
                files::write(&repository.0.join("whole").join(FILE), keys, files::PLAIN).expect("it is written");
                repository.git(&["-C", "whole", "add", "."]);
                repository.git(&["-C", "whole", "commit", "--quiet", "--message", tag]);
                repository.git(&["-C", "whole", "tag", tag]);
            }
            repository
        }

        fn git(&self, arguments: &[&str]) {
            let mut command = std::process::Command::new("git");
            command.current_dir(&self.0).args(["-c", "user.name=a", "-c", "user.email=a@b.invalid"]);
            crate::step::succeed(command.args(["-c", "advice.detachedHead=false"]).args(arguments)).expect("git works");
        }

        fn before(&self, clone: &str, version: &str) -> Result<Option<[String; 2]>, Stop> {
            of_the_release_before(&self.0.join(clone), version)
        }
    }

    #[cfg(unix)]
    impl Drop for Repository {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_release_is_held_against_the_keys_of_the_one_before() {
        let repository = Repository::new("whole");
        let before = repository.before("whole", "1.10.0").expect("the tag before is there");
        assert_eq!(before, Some(["RWa".to_owned(), "RWb".to_owned()]));
        repository.git(&["-C", "whole", "checkout", "--quiet", "v1.2.0"]);
        let stop = repository.before("whole", "1.2.0").expect_err("its own tag is no earlier one");
        assert!(stop.to_string().contains("says `first = 1.2.0`"), "{stop}");
        files::write(&repository.0.join("whole").join(FILE), "first = 1.2.0\n", files::PLAIN).expect("it is written");
        assert_eq!(repository.before("whole", "1.2.0").expect("the file says that it is the first"), None);
        assert!(repository.before("whole", "1.2.1").is_err(), "and says it of that version alone");
    }

    #[cfg(unix)]
    #[test]
    fn a_release_from_a_checkout_without_earlier_tags_stops() {
        let repository = Repository::new("shallow");
        let origin = format!("file://{}", repository.0.join("whole").display());
        repository.git(&["clone", "--quiet", "--depth=1", "--no-tags", "--branch=v1.10.0", &origin, "shallow"]);
        repository.git(&["clone", "--quiet", &origin, "fetched"]);
        let stop = repository.before("shallow", "1.10.0").expect_err("the tags were not fetched");
        assert!(stop.to_string().starts_with("no tag of an earlier release is here"), "{stop}");
        assert!(repository.before("fetched", "1.10.0").expect("a whole one").is_some());
    }

    #[test]
    fn the_committed_file_names_the_manifest_and_has_a_line_for_each_key() {
        let text = files::read_text(&root().join(FILE)).expect("it is committed");
        assert!(value(&text, "manifest").is_some_and(|address| address.starts_with("https://")));
        for line in ["\npresent =", "\nnext ="] {
            assert!(text.contains(line), "{line}");
        }
    }
}
