//! The publisher's public keys of updates, as they are committed: `src-tauri/publisher.txt`.
//!
//! The program is built with them by its own build script, on any machine; here they are read to see that the signer of
//! a release is one of them. A line is `name = value`, and a line that begins with `#` is for people.

use crate::bundle::files;
use crate::bundle::release::git;
use crate::step::{Stop, capture, root};

/// The file, from the root of the repository.
pub const FILE: &str = "src-tauri/publisher.txt";

/// The present and the next key.
///
/// # Errors
/// When one is missing.
pub fn keys() -> Result<[String; 2], Stop> {
    both(&files::read_text(&root().join(FILE))?, FILE)
}

/// The keys of the release before, as its tag has them; none where no release has a tag yet.
///
/// # Errors
/// When git does not answer, or that release has no two keys.
pub fn keys_of_the_release_before() -> Result<Option<[String; 2]>, Stop> {
    // The tag of the release that is being made is at this commit itself.
    let tags = capture(git().args(["tag", "--list", "v*", "--no-contains", "HEAD", "--sort=-version:refname"]))?;
    let Some(tag) = tags.lines().next() else { return Ok(None) };
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

    #[test]
    fn the_committed_file_names_the_manifest_and_has_a_line_for_each_key() {
        let text = files::read_text(&root().join(FILE)).expect("it is committed");
        assert!(value(&text, "manifest").is_some_and(|address| address.starts_with("https://")));
        for line in ["\npresent =", "\nnext ="] {
            assert!(text.contains(line), "{line}");
        }
    }
}
