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
    keys_in(&root())
}

fn keys_in(repository: &Path) -> Result<[String; 2], Stop> {
    both(&files::read_text(&repository.join(FILE))?, FILE)
}

/// Checks that the tills of the release before believe the present key, by which this version is signed.
///
/// # Errors
/// As [`keys`] and [`release_before`], or when that release has another two keys.
pub fn is_believed_by_the_release_before(version: &str) -> Result<(), Stop> {
    is_believed(&root(), version)
}

fn is_believed(repository: &Path, version: &str) -> Result<(), Stop> {
    let [present, _] = keys_in(repository)?;
    match of_the_release_before(repository, version)? {
        Some(Before { tag, keys }) if !keys.contains(&present) => Err(Stop::new(format!(
            "{FILE} has a `present` key that the release before, {tag}, does not have inside: its tills would refuse \
             this one. Where {tag} was not given out, remove its tag, also on the server, and begin again."
        ))),
        _ => Ok(()),
    }
}

/// The release before, by its tag, and its keys.
#[derive(Debug, PartialEq, Eq)]
pub struct Before {
    /// The tag, as `v1.2.3`.
    pub tag: String,
    /// The keys that its updates are signed by: the present one and the next.
    pub keys: [String; 2],
}

/// The release before and its keys, as its tag has them; none where the publisher's file says that this version is the
/// first one.
///
/// # Errors
/// When git does not answer, no tag of an earlier release is there, or that release has no two keys.
pub fn release_before(version: &str) -> Result<Option<Before>, Stop> {
    of_the_release_before(&root(), version)
}

fn of_the_release_before(repository: &Path, version: &str) -> Result<Option<Before>, Stop> {
    let git = || git_in(repository);
    // The tag of the release that is being made is at this commit itself.
    let tags = capture(git().args(["tag", "--list", "v*", "--no-contains", "HEAD", "--sort=-version:refname"]))?;
    // A tag such as `v1.2.0-rc1` starts no release.
    let Some(tag) = tags.lines().find(|tag| tag.strip_prefix('v').is_some_and(is_version)) else {
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
    let keys = both(&capture(git().args(["show", &file]))?, &file)?;
    Ok(Some(Before { tag: tag.to_owned(), keys }))
}

/// Whether it is three numbers, as `1.2.3`.
fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 3 && text.split('.').all(is_number)
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

    /// A repository of one test, with a release 1.2.0 and the release 1.10.0 after it, which took its next key.
    #[cfg(unix)]
    struct Repository(std::path::PathBuf);

    #[cfg(unix)]
    impl Repository {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("airtill-publisher-{}-{name}", std::process::id()));
            files::empty_folder(&folder).expect("a temporary folder can be written");
            let repository = Self(folder);
            repository.git(&["init", "--quiet", "whole"]);
            repository.tag("v1.2.0", "present = RWa\nnext = RWb\n");
            repository.tag("v1.10.0", "present = RWb\nnext = RWc\nfirst = 1.2.0\n");
            repository
        }

        /// Commits the publisher's file with these lines under this tag.
        fn tag(&self, tag: &str, keys: &str) {
            files::write(&self.0.join("whole").join(FILE), keys, files::PLAIN).expect("it is written");
            self.git(&["-C", "whole", "add", "."]);
            self.git(&["-C", "whole", "commit", "--quiet", "--allow-empty", "--message", tag]);
            self.git(&["-C", "whole", "tag", tag]);
        }

        fn git(&self, arguments: &[&str]) {
            let mut command = std::process::Command::new("git");
            command.current_dir(&self.0).args(["-c", "user.name=a", "-c", "user.email=a@b.invalid"]);
            crate::step::succeed(command.args(["-c", "advice.detachedHead=false"]).args(arguments)).expect("git works");
        }

        fn before(&self, clone: &str, version: &str) -> Result<Option<Before>, Stop> {
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
        let keys = ["RWa".to_owned(), "RWb".to_owned()];
        assert_eq!(before, Some(Before { tag: "v1.2.0".to_owned(), keys }));
        repository.git(&["-C", "whole", "checkout", "--quiet", "v1.2.0"]);
        let stop = repository.before("whole", "1.2.0").expect_err("its own tag is no earlier one");
        assert!(stop.to_string().contains("says `first = 1.2.0`"), "{stop}");
        files::write(&repository.0.join("whole").join(FILE), "first = 1.2.0\n", files::PLAIN).expect("it is written");
        assert_eq!(repository.before("whole", "1.2.0").expect("the file says that it is the first"), None);
        assert!(repository.before("whole", "1.2.1").is_err(), "and says it of that version alone");
    }

    #[cfg(unix)]
    #[test]
    fn a_release_that_was_not_given_out_counts_until_its_tag_is_removed() {
        let repository = Repository::new("stopped");
        let believed = |version| is_believed(&repository.0.join("whole"), version);
        repository.tag("v1.11.0", "present = RWx\nnext = RWy\n");
        let stop = believed("1.11.0").expect_err("no till knows this key").to_string();
        assert!(stop.contains("the release before, v1.10.0,"), "{stop}");
        repository.tag("v1.12.0", "present = RWc\nnext = RWd\n");
        let stop = believed("1.12.0").expect_err("the tag of the stopped one is there").to_string();
        assert!(stop.contains("Where v1.11.0 was not given out, remove its tag"), "{stop}");
        repository.git(&["-C", "whole", "tag", "--delete", "v1.11.0"]);
        believed("1.12.0").expect("the tills of 1.10.0 know its key");
        repository.tag("v1.13.0", "present = RWx\nnext = RWy\n");
        let stop = believed("1.13.0").expect_err("the tills of 1.12.0 do not").to_string();
        assert!(stop.contains("the release before, v1.12.0,"), "{stop}");
    }

    #[cfg(unix)]
    #[test]
    fn a_tag_that_is_no_version_is_not_a_release_before() {
        let repository = Repository::new("candidate");
        for other in ["v1.11.0-rc1", "v1.11", "vnext"] {
            repository.tag(other, "present = RWx\nnext = RWy\n");
        }
        repository.tag("v1.11.0", "present = RWc\nnext = RWd\n");
        let before = repository.before("whole", "1.11.0").expect("a release is there").expect("before this one");
        assert_eq!(before.tag, "v1.10.0");
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
