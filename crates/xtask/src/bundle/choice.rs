//! The words of `cargo xtask bundle`: systems, one of the four commands that stand alone, and for whom.
//!
//! A release is made on several machines: each makes its part, and one of them lists and signs all of it in the end. No
//! machine can make all of it, so a release is never made and listed by one command. A bundle for tests is: there, one
//! machine does both without `--part`. Nothing here makes anything.

use std::collections::BTreeSet;

use crate::step::Stop;

/// The systems, in the order in which they are made.
pub const SYSTEMS: [&str; 3] = ["linux", "windows", "macos"];
/// The program alone, for the system that builds it.
pub const PROGRAM: &str = "program";
/// The papers of every system, for packing on another machine.
pub const PAPERS: &str = "papers";
/// The list of sums of all that lies in the output folder, and its signature.
pub const SUMS: &str = "sums";
/// The signatures of the package repositories that lie in the output folder, made anew over unchanged packages.
pub const REPOSITORIES: &str = "repositories";
/// The commands that go with no system and with none of each other.
const ALONE: [&str; 4] = [PROGRAM, PAPERS, SUMS, REPOSITORIES];

/// The things that are made, and whether people will get them.
#[derive(Debug)]
pub struct Choice {
    made: BTreeSet<&'static str>,
    /// Whether a throw-away signature is an error.
    pub for_people: bool,
}

impl Choice {
    /// The choice of these words.
    ///
    /// # Errors
    /// When a word is not known, or words do not go together.
    pub fn of(words: &[&str]) -> Result<Self, Stop> {
        let all = || SYSTEMS.into_iter().chain(ALONE);
        if let Some(word) = words.iter().find(|word| !all().any(|known| known == **word) && !word.starts_with("--")) {
            let known: Vec<&str> = all().collect();
            return Err(Stop::new(format!("I cannot bundle `{word}`: say {}.", known.join(", "))));
        }
        if let Some(word) = words.iter().find(|word| word.starts_with("--") && !["--release", "--part"].contains(word))
        {
            return Err(Stop::new(format!("I do not know `{word}`: say `--release`, `--part` or neither.")));
        }
        let (for_people, part) = (words.contains(&"--release"), words.contains(&"--part"));
        let mut made: BTreeSet<&str> = all().filter(|known| words.contains(known)).collect();
        let alone = ALONE.iter().any(|known| made.contains(known));
        if alone && (made.len() > 1 || part) {
            let known = ALONE.join(", ");
            return Err(Stop::new(format!("each of {known} stands alone; `--release` goes with each.")));
        }
        if part && made.is_empty() {
            return Err(Stop::new("`--part` goes with the name of a system."));
        }
        if for_people && !alone && !part {
            return Err(Stop::new(
                "no machine makes a whole release: say `--release --part` and systems, in the end `--release sums`.",
            ));
        }
        if made.is_empty() {
            made.extend(SYSTEMS);
        }
        if !alone && !part {
            made.insert(SUMS);
        }
        Ok(Self { made, for_people })
    }

    /// Whether this is made.
    pub fn has(&self, part: &str) -> bool {
        self.made.contains(part)
    }

    /// Whether nothing of another bundle may be in the output folder: it would be in the list of sums of this one.
    pub fn begins_anew(&self) -> bool {
        let systems = SYSTEMS.iter().filter(|system| self.has(system)).count();
        systems == SYSTEMS.len() || (self.for_people && systems > 0)
    }

    /// Whether a release is listed: then no part may be missing, and nothing else may lie beside the parts.
    pub fn lists_a_release(&self) -> bool {
        self.for_people && self.has(SUMS)
    }

    /// Whether cargo and npm are at work here. Beside a key of a release they are not: they run other people's code.
    pub fn builds(&self) -> bool {
        self.has(PROGRAM) || self.has(PAPERS) || !(self.for_people || self.has(REPOSITORIES))
    }

    /// Whether a machine of this system can make it: Linux makes everything, a Mac its own part, anybody the program.
    pub fn is_for(&self, system: &str) -> bool {
        let own = if system == "macos" { &["macos", PROGRAM][..] } else { &[PROGRAM] };
        system == "linux" || self.made.iter().all(|part| own.contains(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &[&str]) -> Vec<&'static str> {
        Choice::of(words).expect("the words go together").made.into_iter().collect()
    }

    #[test]
    fn systems_are_chosen_by_name_and_come_with_the_sums() {
        assert_eq!(made(&[]), ["linux", "macos", "sums", "windows"]);
        assert_eq!(made(&["windows"]), ["sums", "windows"]);
        assert_eq!(made(&["--part", "linux", "macos"]), ["linux", "macos"]);
        assert_eq!(made(&["--release", "--part", "windows"]), ["windows"]);
        assert_eq!(made(&["sums", "--release"]), ["sums"]);
        assert_eq!(made(&["program"]), ["program"]);
        assert_eq!(made(&["--release", "papers"]), ["papers"]);
        assert_eq!(made(&["--release", "repositories"]), ["repositories"]);
    }

    #[test]
    fn words_that_do_not_go_together_are_refused() {
        for words in [
            &["solaris"][..],
            &["--now"],
            &["--part"],
            &["sums", "linux"],
            &["program", "sums"],
            &["--part", "sums"],
            &["papers", "linux"],
            &["repositories", "linux"],
            &["repositories", "sums"],
        ] {
            assert!(Choice::of(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn a_release_is_made_in_parts_and_listed_in_the_end() {
        for words in [&["--release"][..], &["--release", "linux"], &["--release", "linux", "windows", "macos"]] {
            let stop = Choice::of(words).expect_err("it would list a release that lacks a part");
            assert!(stop.to_string().contains("--release sums"), "{words:?}: {stop}");
        }
        let lists = |words: &[&str]| Choice::of(words).expect("the words go together").lists_a_release();
        assert!(lists(&["--release", "sums"]));
        assert!(!lists(&["sums"]) && !lists(&[]), "a bundle for tests");
        assert!(!lists(&["--release", "--part", "linux"]) && !lists(&["--release", "program"]), "nothing is listed");
    }

    #[test]
    fn nothing_is_built_where_a_key_of_a_release_is() {
        let builds = |words: &[&str]| Choice::of(words).expect("the words go together").builds();
        assert!(!builds(&["--release", "--part", "linux"]) && !builds(&["--release", "sums"]));
        assert!(!builds(&["--release", "repositories"]) && !builds(&["repositories"]), "nothing of it is built");
        assert!(builds(&["--release", "program"]) && builds(&["--release", "papers"]), "no key is there");
        assert!(builds(&[]) && builds(&["--part", "linux"]) && builds(&["sums"]), "throw-away keys");
    }

    #[test]
    fn a_whole_bundle_and_a_part_of_a_release_empty_the_folder() {
        let anew = |words: &[&str]| Choice::of(words).expect("the words go together").begins_anew();
        assert!(anew(&[]) && anew(&["--release", "--part", "linux"]));
        assert!(!anew(&["linux"]), "a person makes one system after another");
        assert!(!anew(&["--release", "sums"]) && !anew(&["--release", "repositories"]), "the parts are there already");
    }

    #[test]
    fn a_mac_makes_its_own_part_and_windows_the_program_alone() {
        let is_for = |words: &[&str], system: &str| Choice::of(words).expect("they go together").is_for(system);
        assert!(is_for(&[], "linux") && is_for(&["--part", "macos"], "macos") && is_for(&["program"], "windows"));
        assert!(!is_for(&["macos"], "macos"), "minisign is not there");
        assert!(!is_for(&["--part", "windows"], "windows") && !is_for(&["--part", "macos"], "windows"));
    }
}
